import { openMemoryEngine } from './src/dynamodb/embedded/open-engine.js'
import { table } from './test/dynamodb/embedded/cases.js'
const db = openMemoryEngine()
await db.call('CreateTable', table('indexed', ['h','r'], { h: 'S', r:'S', part: 'S', at: 'N' }, { keys: ['part', 'at', { ProjectionType: 'KEYS_ONLY' }] }))
const key=(i:number)=>({h:{S:'ep_2xyzxyzxyzxyzxyzxyzxyzxyz'},r:{S:'msg_'+String(i).padStart(26,'0')}})
const N=100000
for (let round=0; round<3; round++) { const c0=process.cpuUsage()
for (let i=0;i<N;i++) await db.call('PutItem',{TableName:'indexed',Item:{...key(i),part:{S:String(i%4)},at:{N:String(1790000000000+i+round)},rev:{N:'1'},data:{S:'x'.repeat(600)}},ConditionExpression:round?'attribute_exists(#r)':'attribute_not_exists(#r)',ExpressionAttributeNames:{'#r':'r'}})
const c=process.cpuUsage(c0); console.log('mem put µs', (c.user+c.system)/N) }
