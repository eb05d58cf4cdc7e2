import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import type { Call, DynamoDb } from '../../../src/dynamodb/call.js'
import { openLmdbStore } from '../../../src/dynamodb/embedded/lmdb-store.js'
import { openEngine, openMemoryEngine } from '../../../src/dynamodb/embedded/open-engine.js'
import { openRemote } from '../../../src/dynamodb/remote.js'
import { fc, runs } from '../../helpers/chance.js'
import { answersOf } from './answers.js'
import { CASES, type Step } from './cases.js'
import { randomSteps } from './random-steps.js'

// The recorded answers of DynamoDB Local (`record.ts`).
const recorded = JSON.parse(readFileSync('test/dynamodb/embedded/answers.json', 'utf8')) as Record<string, unknown[]>

async function conforms (t: Test, { call, close }: DynamoDb): Promise<void> {
  t.teardown(close)
  for (const one of CASES) {
    const answers = await answersOf(call, one)
    const differing = one.steps.map((step, place) =>
      ({ step: JSON.stringify(step).slice(0, 300), answer: answers[place], recorded: recorded[one.name]?.[place] }))
      .filter(({ answer, recorded }) => JSON.stringify(answer) !== JSON.stringify(recorded))
    t.strictSame(differing, [], one.name)
    t.equal(answers.length, recorded[one.name]?.length)
  }
}

t.test('The database in memory gives the answers of DynamoDB Local.', async t => await conforms(t, openMemoryEngine()))

t.test('The database in files gives the answers of DynamoDB Local.', async t =>
  await conforms(t, openEngine(openLmdbStore({ path: t.testdir() }))))

const local = process.env.POSTHORN_TEST_DYNAMODB_ENDPOINT
// DynamoDB Local keeps the tables of each access key apart, so that the lists do not contain tables of other tests.
const openLocal = () => openRemote(local!, { credentials: { accessKeyId: 'conformance', secretAccessKey: 'any' } })
t.test('DynamoDB Local still gives its recorded answers.', {
  skip: local
    ? false
    : 'needs DynamoDB Local: .ci/dynamodb-local.sh'
}, async t => {
  await conforms(t, openLocal())
})

t.test('Random calls get the same answers in memory, in files and, if it runs, from DynamoDB Local.', async t => {
  const engines = [openMemoryEngine(), openEngine(openLmdbStore({ path: t.testdir() }))]
  if (local) engines.push(openLocal())
  t.teardown(async () => { for (const { close } of engines) await close() })
  const told = async (call: Call, given: Step[]) => JSON.stringify(await answersOf(call, { name: '', steps: given }))
  await fc.assert(fc.asyncProperty(randomSteps, async given => {
    const [first, ...others] = await Promise.all(engines.map(async ({ call }) => await told(call, given)))
    for (const other of others) if (other !== first) throw new Error(`${first}\n${other}`)
  }), { numRuns: runs(40, 200) })
  t.pass()
})
