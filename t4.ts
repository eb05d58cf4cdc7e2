import { rmSync, mkdirSync, statSync, readFileSync } from 'node:fs'
import { openLmdbStore } from './src/dynamodb/embedded/lmdb-store.js'
import { openEngine } from './src/dynamodb/embedded/open-engine.js'
import { table } from './test/dynamodb/embedded/cases.js'
const path='/tmp/lmdata3'; rmSync(path,{recursive:true,force:true}); mkdirSync(path)
const db = openEngine(openLmdbStore({ path, isDelayed: process.argv[2]==='delayed' }))
await db.call('CreateTable', table('single', ['h'], { h: 'S'}))
if (process.argv[3]) { for (let i=0;i<3;i++){ await db.call('PutItem',{TableName:'single',Item:{h:{S:'k'+i}}}); process.stdout.write('answered '+i+'\n') } }
else for (let i=0;i<12;i++){ for(let j=0;j<25;j++) await Promise.all(Array.from({length:8},(_, k)=>db.call('PutItem',{TableName:'single',Item:{h:{S:`k${i}-${j}-${k}`},d:{S:'x'.repeat(390000)}}}))); const st=readFileSync('/proc/self/status','utf8'); console.log(i, 'file MB', statSync(path+'/data.mdb').size/1e6|0, st.match(/RssAnon:.*/)![0], st.match(/RssFile:.*/)![0]) }
await db.close()
