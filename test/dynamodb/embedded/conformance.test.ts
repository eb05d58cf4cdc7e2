import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import type { DynamoDb } from '../../../src/dynamodb/call.js'
import { openLmdbStore } from '../../../src/dynamodb/embedded/lmdb-store.js'
import { openEngine, openMemoryEngine } from '../../../src/dynamodb/embedded/open-engine.js'
import { openRemote } from '../../../src/dynamodb/remote.js'
import { answersOf } from './answers.js'
import { CASES } from './cases.js'

// What DynamoDB Local answered (`record.ts`).
const recorded = JSON.parse(readFileSync('test/dynamodb/embedded/answers.json', 'utf8')) as Record<string, unknown[]>

async function conforms (t: Test, { call, close }: DynamoDb): Promise<void> {
  t.teardown(close)
  for (const one of CASES) {
    const answers = await answersOf(call, one)
    const differing = one.steps.map((step, place) => ({ step: JSON.stringify(step).slice(0, 300), answer: answers[place], recorded: recorded[one.name]?.[place] }))
      .filter(({ answer, recorded }) => JSON.stringify(answer) !== JSON.stringify(recorded))
    t.strictSame(differing, [], one.name)
    t.equal(answers.length, recorded[one.name]?.length)
  }
}

t.test('in memory it answers as DynamoDB Local does', async t => await conforms(t, openMemoryEngine()))

t.test('in files it answers as DynamoDB Local does', async t => await conforms(t, openEngine(openLmdbStore({ path: t.testdir() }))))

const local = process.env.POSTHORN_TEST_DYNAMODB_ENDPOINT
t.test('DynamoDB Local answers as it did when its answers were written down', { skip: local ? false : 'needs DynamoDB Local: .ci/dynamodb-local.sh' }, async t => {
  await conforms(t, openRemote(local!))
})
