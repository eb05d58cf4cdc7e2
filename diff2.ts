import { CASES } from './test/dynamodb/embedded/cases.js'
import { answersOf } from './test/dynamodb/embedded/answers.js'
import { openMemoryEngine } from './src/dynamodb/embedded/open-engine.js'
import { openRemote } from './src/repositories/client.js'
const one = CASES.find(c => c.name.startsWith(process.argv[2]!))!
const local = openRemote(process.env.POSTHORN_TEST_DYNAMODB_ENDPOINT!)
const a = await answersOf(openMemoryEngine().call, one), b = await answersOf(local.call, one)
one.steps.forEach((step,i) => console.log(JSON.stringify(step).slice(0,200),'\n  ', JSON.stringify(a[i]).slice(0,300),'\n  ', JSON.stringify(b[i]).slice(0,300)))
