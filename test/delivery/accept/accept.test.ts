import t from 'tap'
import { accept, idempotencyAlias } from '../../../src/delivery/accept/accept.js'
import { acceptBatch } from '../../../src/delivery/accept/accept-batch.js'
import { idTimeMs } from '../../../src/lib/ids.js'
import { get } from '../../../src/repositories/database.js'
import * as deliveries from '../../../src/repositories/deliveries.js'
import * as messages from '../../../src/repositories/messages.js'
import { purgeExpired } from '../../../src/repositories/purge-expired.js'
import type { Message } from '../../../src/repositories/messages.js'
import {
  attemptsOf, createDrivenClock, everythingDue, newEndpoint, newMessage, openTestDatabase, startRig, type Call, type Fate, type Rig
} from '../../helpers/engine.js'
import { eventually } from '../../helpers/receiver.js'
import { noise } from '../../helpers/chance.js'

const DAY_MS = 86_400_000
let keys = 0
const newKey = () => idempotencyAlias('Bearer x', `key-${++keys}`, '/')

async function listed ({ db, engine, application }: Rig) {
  const { data } = await messages.list(db, application, { limit: 250 }, { now: engine.clock.now(), withPayload: true })
  return data
}

/** Repeats a call that fails with 503, as a client does. */
async function untilAnswered<T> (call: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < 20; tries++) {
    try {
      return await call()
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode !== 503) throw error
    }
  }
  throw new Error('never answered')
}

t.test('An accepted message (202) is sent once and settled. No due entry is left.', async t => {
  const rig = await startRig()
  await newEndpoint(rig.engine, rig.application)
  const { message, replayed } = await accept(rig.engine, rig.application, newMessage())
  t.notOk(replayed)
  await eventually('nothing is due', async () => await everythingDue(rig) === 0)
  t.equal(rig.engine.sent.length, 1)
  t.equal(rig.engine.sent[0]!.body.toString(), '{"n":1}')
  t.equal(rig.engine.sent[0]!.headers['webhook-id'], message.id)
})

t.test('A message with deliverAt in a year is kept until then, with its payload and its delivery.', async t => {
  const rig = await startRig()
  const { id: endpointId } = await newEndpoint(rig.engine, rig.application)
  const deliverAt = rig.engine.clock.now() + 365 * DAY_MS
  const { message } = await accept(rig.engine, rig.application, newMessage({ deliverAt, retentionDays: 5 }))
  const then = await messages.read(rig.db, rig.application.id, message.id, { now: deliverAt + 4 * DAY_MS, withPayload: true })
  t.equal(then?.payload?.toString(), '{"n":1}')
  const item = await get<{ expiresAt: number }>(rig.db, 'deliveries', { endpointId, msgId: message.id })
  t.ok(item!.expiresAt * 1000 > deliverAt, 'the delivery does not expire before its time')
})

t.test('A message that no endpoint wants leaves no due entry and is not sent.', async t => {
  const rig = await startRig()
  await newEndpoint(rig.engine, rig.application, { eventTypes: ['other.type'] })
  const { message } = await accept(rig.engine, rig.application, newMessage())
  t.equal(await everythingDue(rig), 0)
  t.equal(rig.engine.sent.length, 0)
  t.same((await listed(rig)).map(({ id }) => id), [message.id])
})

t.test('A request with a known idempotency key gets the first message, whatever its body.', async t => {
  const rig = await startRig()
  const idempotencyKey = newKey()
  const first = await accept(rig.engine, rig.application, newMessage({ idempotencyKey }))
  const second = await accept(rig.engine, rig.application, newMessage({
    idempotencyKey, payload: Buffer.from('{"n":2}'), eventId: 'other'
  }))
  t.equal(second.message.id, first.message.id)
  t.equal(second.message.payload!.toString(), '{"n":1}')
  t.ok(second.replayed)
  t.equal((await listed(rig)).length, 1)
})

t.test('Concurrent requests with one idempotency key make one message and one delivery. All get that message.', async t => {
  const rig = await startRig()
  await newEndpoint(rig.engine, rig.application)
  const idempotencyKey = newKey()
  const answers = await Promise.all(Array.from({ length: 8 }, async () =>
    await accept(rig.engine, rig.application, newMessage({ idempotencyKey }))))
  t.equal(new Set(answers.map(({ message }) => message.id)).size, 1)
  t.equal(answers.filter(({ replayed }) => !replayed).length, 1)
  await eventually('nothing is due', async () => await everythingDue(rig) === 0)
  t.equal(rig.engine.sent.length, 1)
  t.equal((await listed(rig)).length, 1)
})

t.test('An eventId that is already used is a conflict.', async t => {
  const rig = await startRig()
  await accept(rig.engine, rig.application, newMessage({ eventId: 'e1' }))
  await t.rejects(accept(rig.engine, rig.application, newMessage({ eventId: 'e1' })), { code: 'conflict' })
  await t.rejects(accept(rig.engine, rig.application, newMessage({ eventId: 'e1', idempotencyKey: newKey() })), { code: 'conflict' })
})

t.test('A repeated request with the same eventId and idempotency key gets the first message.', async t => {
  const rig = await startRig()
  const input = newMessage({ eventId: 'e1', idempotencyKey: newKey() })
  const first = await accept(rig.engine, rig.application, input)
  const second = await accept(rig.engine, rig.application, input)
  t.same([second.message.id, second.replayed], [first.message.id, true])
})

t.test('Of concurrent requests with the same eventId one is accepted, with its own payload. The others get a conflict.', async t => {
  const rig = await startRig()
  for (let round = 0; round < 10; round++) {
    const rivals = Array.from({ length: 4 }, (_, n) =>
      newMessage({ eventId: `r${round}`, idempotencyKey: newKey(), payload: Buffer.from(`{"n":${n}}`) }))
    const answers = await Promise.allSettled(rivals.map(async rival => await accept(rig.engine, rig.application, rival)))
    const accepted = answers.flatMap((answer, n) => answer.status === 'fulfilled' ? [{ n, ...answer.value }] : [])
    t.equal(accepted.length, 1)
    t.equal(accepted[0]!.message.payload!.toString(), `{"n":${accepted[0]!.n}}`)
    const repeated = await Promise.allSettled(rivals.map(async rival => await accept(rig.engine, rig.application, rival)))
    t.same(repeated.map(({ status }) => status), answers.map(({ status }) => status), 'repeated requests get the same results')
  }
  t.equal((await listed(rig)).length, 10)
})

t.test("Concurrent requests with one eventId and large payloads do not overwrite each other's blobs.", async t => {
  const rig = await startRig()
  const noise = (seed: number) => Buffer.from(Array.from({ length: 120_000 }, (_, n) => (Math.imul(n + seed, 2654435761) >>> 13) & 0xff))
  const rivals = [1, 2, 3].map(seed => newMessage({ eventId: 'big', payload: noise(seed), isJson: false }))
  const answers = await Promise.allSettled(rivals.map(async rival => await accept(rig.engine, rig.application, rival)))
  const winner = answers.findIndex(({ status }) => status === 'fulfilled')
  const [stored] = await listed(rig)
  t.ok(stored!.payload!.equals(rivals[winner]!.payload))
})

// The steps of an accept at which the process can die. Each has the call that a test makes fail.
const steps: Array<[string, (call: Call) => boolean]> = [
  ['the eventId is claimed', ({ name, input }) => name === 'PutItem' && JSON.stringify(input).includes('msg|app_')],
  ['the idempotency key is claimed', ({ name, input }) =>
    name === 'PutItem' && JSON.stringify(input).includes('"idem|') && !JSON.stringify(input).includes('"list"')],
  ['the message is stored', ({ name, table }) => name === 'PutItem' && table === 'messages'],
  ['the delivery is begun', ({ name, table }) => name === 'PutItem' && table === 'deliveries'],
  ['the mark is removed', ({ name, table }) => name === 'UpdateItem' && table === 'messages']
]

for (const [what, isStep] of steps) {
  for (const fate of ['fail', 'lose', 'repeat'] as const) {
    for (const eventId of ['e1', null]) {
      if (eventId === null && what === 'the eventId is claimed') continue
      t.test(`No message is lost or doubled: ${fate} when ${what}${eventId ? ', with an eventId' : ''}. The repeated request gets one message, which is delivered once.`, async t => {
        const clock = createDrivenClock(Date.now())
        const rig = await startRig({ clock })
        await newEndpoint(rig.engine, rig.application)
        const input = newMessage({ eventId, idempotencyKey: newKey() })
        let strikes = 1
        rig.inject(call => isStep(call) && strikes-- > 0 ? fate : undefined)
        const { message } = await untilAnswered(async () => await accept(rig.engine, rig.application, input))
        const again = await accept(rig.engine, rig.application, input)
        t.equal(again.message.id, message.id)
        t.equal((await listed(rig)).length, 1)
        // A claim whose answer was lost is taken over when its lease ends.
        await clock.runTo(clock.now() + 3 * 60_000, rig.isQuiet)
        t.equal(await everythingDue(rig), 0)
        t.equal(rig.engine.sent.length, 1)
        t.ok(strikes < 1, 'the fault was injected')
      })
    }
  }
}

t.test('A message that the AWS SDK wrote twice, because an answer was lost, is accepted once.', async t => {
  const rig = await startRig()
  await newEndpoint(rig.engine, rig.application)
  rig.inject(({ name, table }): Fate => name === 'PutItem' && table === 'messages' ? 'repeat' : undefined)
  const { message, replayed } = await accept(rig.engine, rig.application, newMessage())
  t.notOk(replayed)
  await eventually('nothing is due', async () => await everythingDue(rig) === 0)
  t.same(rig.engine.sent.map(({ headers }) => headers['webhook-id']), [message.id])
})

t.test('A request whose write came too late, twice, sends no delivery of the same message that its repetition stored.', async t => {
  // Message and deliveries are stored together, as in the embedded database.
  const database = await openTestDatabase()
  const rig = await startRig({ on: { ...database, db: { ...database.db, transacts: true } } })
  await newEndpoint(rig.engine, rig.application)
  const input = newMessage({ idempotencyKey: newKey() })
  let writes = 0
  let letGo = () => {}
  const isSecondStored = new Promise<void>(resolve => { letGo = resolve })
  rig.inject(async ({ name }): Promise<Fate> => {
    if (name !== 'TransactWriteItems' || ++writes > 1) return undefined
    await isSecondStored
    return 'retry'
  })
  const first = accept(rig.engine, rig.application, input)
  await eventually('the first write', () => writes === 1)
  const second = await accept(rig.engine, rig.application, input)
  await eventually('the delivery', async () => await everythingDue(rig) === 0)
  letGo()
  t.equal((await first).message.id, second.message.id)
  await eventually('no work is left', () => rig.isQuiet())
  t.equal(rig.engine.sent.length, 1)
})

t.test('If the first request died long ago, its repetition stores the message under a new id. The message keeps its full retention.', async t => {
  const clock = createDrivenClock(Date.UTC(2026, 10, 22))
  const rig = await startRig({ clock })
  for (const input of [
    newMessage({ eventId: 'e1' }), newMessage({ idempotencyKey: newKey() }), newMessage({ eventId: 'e2', idempotencyKey: newKey() })
  ]) {
    rig.inject(({ name, table }): Fate => name === 'PutItem' && table === 'messages' ? 'fail' : undefined)
    await t.rejects(accept(rig.engine, rig.application, input), { code: 'service_unavailable' })
    rig.inject()
    await clock.runTo(clock.now() + 6 * 3_600_000, rig.isQuiet)
    const { message } = await accept(rig.engine, rig.application, { ...input, retentionDays: 5 })
    t.ok(clock.now() - idTimeMs(message.id)! < 1000)
    t.ok(message.payloadExpiresAt > clock.now() + 4.9 * DAY_MS)
  }
})

t.test('A repetition stores nothing under an alias that will soon count as dead. It waits until the alias is dead.', async t => {
  const clock = createDrivenClock(Date.UTC(2026, 10, 22))
  const rig = await startRig({ clock })
  const key = newKey()
  const inputs = [newMessage({ eventId: 'e1' }), newMessage({ idempotencyKey: newKey() })]
  const batch = { key, entries: [newMessage(), newMessage()] }
  const all = [...inputs.map(input => async () => (await accept(rig.engine, rig.application, input)).message.id), async () =>
    ((await acceptBatch(rig.engine, rig.application, batch))[0] as Message).id]
  for (const tryOnce of all) {
    const began = clock.now()
    rig.inject(({ name, table }): Fate => name === 'BatchWriteItem' || (name === 'PutItem' && table === 'messages') ? 'fail' : undefined)
    await t.rejects(tryOnce(), { code: 'service_unavailable' })
    rig.inject()
    await clock.runTo(began + 45_000, rig.isQuiet)
    await t.rejects(tryOnce(), { code: 'service_unavailable' })
    await clock.runTo(began + 65_000, rig.isQuiet)
    t.ok(clock.now() - idTimeMs(await tryOnce())! < 1000)
  }
})

t.test('A payload that its message outlives is in an item of its own, which the TTL removes; the message stays listed.', async t => {
  const clock = createDrivenClock(Date.UTC(2026, 10, 22))
  const rig = await startRig({ clock, env: { POSTHORN_PAYLOAD_DAYS: '30' } })
  await newEndpoint(rig.engine, rig.application)
  const sent = [
    (await accept(rig.engine, rig.application, newMessage({ retentionDays: undefined }))).message,
    (await accept(rig.engine, rig.application, newMessage({ retentionDays: undefined, payload: Buffer.alloc(0), isJson: false }))).message,
    ...await acceptBatch(rig.engine, rig.application, { entries: [newMessage({ retentionDays: 20 })], key: undefined }) as Message[]
  ]
  const whole = (await accept(rig.engine, rig.application, newMessage({ retentionDays: 90 }))).message
  await clock.settle(rig.isQuiet)
  const stored = async () => {
    const { Items = [] } = await rig.db.call('Scan', { TableName: rig.db.models.messages.tableName })
    return Items.map(({ list, id, payload, expiresAt }) => ({
      id: id!.S!, list: list!.S!, hasPayload: payload !== undefined, days: Math.round((Number(expiresAt!.N) * 1000 - clock.now()) / DAY_MS)
    }))
  }
  const before = await stored()
  for (const { id } of sent) t.match(before.find(one => one.id === id), { hasPayload: false, days: 90 })
  t.match(before.find(one => one.id === whole.id), { hasPayload: true })
  const days = before.filter(({ list }) => list.startsWith('part|')).map(({ days }) => days)
  t.same(days.sort(), [20, 30])
  for (const { id } of sent) t.match(await attemptsOf(rig, id), [{ status: 0 }], 'it is delivered')
  t.same((await listed(rig)).map(({ payload }) => payload?.toString()).sort(), ['', '{"n":1}', '{"n":1}', '{"n":1}'])

  await clock.runTo(clock.now() + 31 * DAY_MS, rig.isQuiet)
  await purgeExpired(rig.db, clock.now())
  t.same((await stored()).filter(({ hasPayload }) => hasPayload).map(({ id }) => id), [whole.id], 'no byte of the others is left')
  t.equal((await listed(rig)).length, 4, 'all messages are listed')
  t.equal((await listed(rig)).filter(({ payload }) => payload !== undefined).length, 1)
})

t.test('A payload of its own is gone at once when it is expunged.', async t => {
  const rig = await startRig()
  const { message } = await accept(rig.engine, rig.application, newMessage({ retentionDays: 30, payload: Buffer.from('{"secret":1}') }))
  await messages.expunge(rig.db, rig.application.id, message.id)
  const { Items = [] } = await rig.db.call('Scan', { TableName: rig.db.models.messages.tableName })
  t.notOk(Items.some(({ payload }) => payload !== undefined))
})

t.test('A message that an earlier try of the same write stored counts as inserted, also when it was expunged since.', async t => {
  const rig = await startRig()
  const { message } = await accept(rig.engine, rig.application, newMessage())
  t.ok(await messages.insert(rig.db, message))
  await messages.expunge(rig.db, rig.application.id, message.id)
  t.ok(await messages.insert(rig.db, message))
  t.notOk(
    (await messages.read(rig.db, rig.application.id, message.id, { now: rig.engine.clock.now(), withPayload: true }))!.payload,
    'the message stays expunged'
  )
  t.notOk(await messages.insert(rig.db, { ...message, eventType: 'another' }))
  const kept = new Set<string>()
  const blobs = { ...rig.db.blobs, put: async (name: string) => { kept.add(name) }, remove: async (name: string) => { kept.delete(name) } }
  const large = { ...message, id: rig.engine.newId('msg_').id, payload: noise(100_000) }
  t.ok(await messages.insert({ ...rig.db, blobs }, large))
  await messages.expunge({ ...rig.db, blobs }, rig.application.id, large.id)
  t.ok(await messages.insert({ ...rig.db, blobs }, large))
  t.strictSame([...kept], [], 'no blob of the expunged message is left')
  const { message: other } = await accept(rig.engine, rig.application, newMessage())
  t.notOk(await messages.insert(rig.db, { ...other, payload: Buffer.from('{}') }))
})

t.test('An eventId can be used again when its message has expired.', async t => {
  const clock = createDrivenClock(Date.UTC(2026, 10, 22))
  const rig = await startRig({ clock })
  await newEndpoint(rig.engine, rig.application)
  await accept(rig.engine, rig.application, newMessage({ eventId: 'e1' }))
  await clock.runTo(clock.now() + 91 * DAY_MS, rig.isQuiet)
  await accept(rig.engine, rig.application, newMessage({ eventId: 'e1' }))
  await clock.runTo(clock.now() + 1000, rig.isQuiet)
  t.equal(rig.engine.sent.length, 2)
})

t.test('An idempotency key refers to its message for twelve hours.', async t => {
  const clock = createDrivenClock(Date.UTC(2026, 10, 22))
  const rig = await startRig({ clock })
  const idempotencyKey = newKey()
  const ids = []
  for (const hours of [0, 11, 1.1]) {
    await clock.runTo(clock.now() + hours * 3_600_000, rig.isQuiet)
    ids.push((await accept(rig.engine, rig.application, newMessage({ idempotencyKey }))).message.id)
  }
  t.equal(ids[1], ids[0])
  t.not(ids[2], ids[0])
})

t.test('If the answer to the insert of a message was lost, the repeated request announces the message.', async t => {
  const clock = createDrivenClock(Date.now())
  const rig = await startRig({ clock })
  const { id: endpointId } = await newEndpoint(rig.engine, rig.application)
  const input = newMessage({ idempotencyKey: newKey() })
  rig.inject(({ name, table }): Fate => name === 'PutItem' && table === 'messages' ? 'lose' : undefined)
  await t.rejects(accept(rig.engine, rig.application, input), { code: 'service_unavailable' })
  rig.inject()
  const { message } = await accept(rig.engine, rig.application, input)
  await clock.settle(rig.isQuiet)
  t.match(await deliveries.read(rig.db, { endpointId, msgId: message.id }), { state: 'succeeded' })
  t.equal(await everythingDue(rig), 0)
})
