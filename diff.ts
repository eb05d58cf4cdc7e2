import { CASES } from './test/dynamodb/embedded/cases.js'
import { answersOf } from './test/dynamodb/embedded/answers.js'
import { openMemoryEngine } from './src/dynamodb/embedded/open-engine.js'
import { openRemote } from './src/repositories/client.js'
const mem = openMemoryEngine()
const local = openRemote(process.env.POSTHORN_TEST_DYNAMODB_ENDPOINT!)
for (const one of CASES) {
  const a = await answersOf(mem.call, one), b = await answersOf(local.call, one)
  one.steps.forEach((step, i) => { const [x, y] = [JSON.stringify(a[i]), JSON.stringify(b[i])]; if (x !== y) console.log(one.name, JSON.stringify(step).slice(0, 300), '\n   mem  ', x?.slice(0, 600), '\n   local', y?.slice(0, 600)) })
}
await local.close()
