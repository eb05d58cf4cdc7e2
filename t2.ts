import { rmSync, mkdirSync, statSync } from 'node:fs'
import { openLmdbStore } from './src/dynamodb/embedded/lmdb-store.js'
import { openEngine } from './src/dynamodb/embedded/open-engine.js'
import { table } from './test/dynamodb/embedded/cases.js'
const path='/tmp/lmdata2'; rmSync(path,{recursive:true,force:true}); mkdirSync(path)
const db = openEngine(openLmdbStore({ path, isDelayed: process.argv[2]==='delayed' }))
await db.call('CreateTable', table('indexed', ['h','r'], { h: 'S', r:'S', part: 'S', at: 'N' }, { keys: ['part', 'at', { ProjectionType: 'KEYS_ONLY' }] }))
const N=+(process.argv[3]??20000), C=+(process.argv[4]??16); let n=0; const lat:number[]=[]
const t0=process.hrtime.bigint(), c0=process.cpuUsage()
const key=(i:number)=>({h:{S:'ep_2xyzxyzxyzxyzxyzxyzxyzxyz'},r:{S:'msg_'+String(i).padStart(26,'0')}})
await Promise.all(Array.from({length:C},async()=>{ while(n<N){ const i=n++, s=performance.now(); await db.call('PutItem',{TableName:'indexed',Item:{...key(i),part:{S:String(i%4)},at:{N:String(1790000000000+i)},rev:{N:'1'},data:{S:'x'.repeat(600)}},ConditionExpression:'attribute_not_exists(#r)',ExpressionAttributeNames:{'#r':'r'}}); lat.push(performance.now()-s) } }))
const c=process.cpuUsage(c0); lat.sort((a,b)=>a-b)
console.log('put+index cpu µs', ((c.user+c.system)/N).toFixed(1), 'user', (c.user/N).toFixed(1), 'wall µs', (Number(process.hrtime.bigint()-t0)/1e3/N).toFixed(1), 'p50', lat[lat.length>>1]!.toFixed(2))
const bench = async (name:string, M:number, f:(i:number)=>Promise<unknown>) => { const c1=process.cpuUsage(); for(let i=0;i<M;i++) await f(i); const c2=process.cpuUsage(c1); console.log(name,'µs',((c2.user+c2.system)/M).toFixed(1)) }
await bench('get',50000,i=>db.call('GetItem',{TableName:'indexed',Key:key(i%N),ConsistentRead:true}))
await bench('query 10',10000,i=>db.call('Query',{TableName:'indexed',KeyConditionExpression:'#h = :h AND #r BETWEEN :a AND :b',ExpressionAttributeNames:{'#h':'h','#r':'r'},ExpressionAttributeValues:{':h':key(0).h,':a':key(i%N).r,':b':{S:'msg_9'}},Limit:10,ConsistentRead:true}))
await bench('query due empty',20000,i=>db.call('Query',{TableName:'indexed',IndexName:'keys',KeyConditionExpression:'#h = :h AND #r BETWEEN :a AND :b',ExpressionAttributeNames:{'#h':'part','#r':'at'},ExpressionAttributeValues:{':h':{S:'7'},':a':{N:'0'},':b':{N:'1790000000000'}},Limit:10}))
console.log('rss MB', process.memoryUsage().rss/1e6|0, 'file MB', statSync(path+'/data.mdb').size/1e6|0)
await db.close()
