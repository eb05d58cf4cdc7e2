import t from 'tap'
import { takeAcceptRate } from '../../../src/delivery/accept/accept-rate.js'
import { ApiError } from '../../../src/errors.js'
import type { Operation } from '../../../src/dynamodb/call.js'
import { beside, driven, type Driven } from '../../helpers/driven.js'

/** Tries to take the part of `count` messages: true, or after how many seconds to come back. */
async function take (rig: Driven, acceptRate: number | null, count = 1): Promise<true | number> {
  try {
    await takeAcceptRate(rig.engine, { ...rig.application, acceptRate }, count)
    return true
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'too_many_requests') throw error
    return Number(error.headers['retry-after'])
  }
}

/** The calls of the database from now on. */
function watched (rig: Driven): string[] {
  const calls: string[] = []
  const { db } = rig.engine
  const send = db.call
  Object.assign(db, { call: async (operation: Operation, input: object) => { calls.push(operation); return await send(operation, input) } })
  return calls
}

t.test('A flood through two processes gets the rate, and a second of it ahead.', async t => {
  const one = await driven()
  const other = await beside(one)
  let taken = 0
  for (let second = 0; second < 10; second++) {
    for (let n = 0; n < 100; n++) {
      for (const rig of [one, other]) if (await take(rig, 20) === true) taken++
      await one.clock.runTo(one.clock.now() + 10, () => true)
    }
  }
  t.ok(taken >= 200 && taken <= 221, `${taken} of 2,000`)
})

t.test('Without a limit nothing is read or written; with one a message is one write, mostly, and a flood costs nothing.', async t => {
  const rig = await driven()
  const calls = watched(rig)
  for (let n = 0; n < 10; n++) t.equal(await take(rig, null), true)
  t.same(calls, [])
  for (let n = 0; n < 5; n++) t.equal(await take(rig, 5), true)
  t.same(calls, Array.from({ length: 5 }, () => 'UpdateItem'), 'one write each')
  t.equal(await take(rig, 5), 1)
  t.equal(calls.at(-1), 'GetItem', 'how far the line is ahead')
  calls.length = 0
  for (let n = 0; n < 100; n++) t.equal(await take(rig, 5), 1)
  t.same(calls, [], 'a process that was refused asks again after that second')
  await rig.pass(1000)
  t.equal(await take(rig, 5), true)
})

t.test('A batch may be larger than a second; what follows waits for it.', async t => {
  const rig = await driven()
  t.equal(await take(rig, 10, 100), true)
  t.equal(await take(rig, 10), 10)
  await rig.pass(9000)
  t.equal(await take(rig, 10), 1)
  await rig.pass(1000)
  t.equal(await take(rig, 10), true)
})

t.test('A changed limit holds at once, and the setting is the limit of applications without one.', async t => {
  const rig = await driven({ env: { POSTHORN_ACCEPT_RATE: '1' } })
  t.equal(await take(rig, null), true)
  t.equal(await take(rig, null), 1)
  t.equal(await take(rig, 2), true)
})

t.test('Refused messages are counted for their application.', async t => {
  const rig = await driven()
  const counted: unknown[] = []
  Object.assign(rig.engine, { usage: (...args: unknown[]) => { counted.push(args) } })
  await take(rig, 1)
  await take(rig, 1, 3)
  t.same(counted, [[rig.application.id, 'refused', 3]])
})
