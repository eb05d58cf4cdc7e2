import type { Call } from '../../src/dynamodb/call.js'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { createIdFactory } from '../../src/lib/ids.js'
import * as applications from '../../src/repositories/applications.js'
import * as attempts from '../../src/repositories/attempts.js'
import { directoryBlobs, memoryBlobs } from '../../src/repositories/blobs.js'
import * as deliveries from '../../src/repositories/deliveries.js'
import type { Delivery } from '../../src/repositories/deliveries.js'
import { DUE_SHARDS } from '../../src/facts/table-definitions.js'
import { put } from '../../src/repositories/database.js'
import { shardOf } from '../../src/repositories/due.js'
import * as endpoints from '../../src/repositories/endpoints.js'
import * as messages from '../../src/repositories/messages.js'
import type { Message } from '../../src/repositories/messages.js'
import { definitions, ensureTables } from '../../src/repositories/tables.js'
import { createTestEngine, newApplication, newEndpoint, openTestDatabase } from '../helpers/engine.js'
import { createLocalDispatcher } from '../../src/delivery/hand-off/local/dispatcher-local.js'
import { noise } from '../helpers/chance.js'

const NOW = Date.UTC(2026, 10, 22)
const DAY_MS = 86_400_000
const newId = createIdFactory({ now: () => NOW })
const options = { now: NOW, withPayload: true }

const message = (payload: Buffer, change: Partial<Message> = {}): Message => ({
  orgId: 'org_1', appId: 'app_1', id: newId('msg_').id, eventType: 'a.b', eventId: null, channels: null, tags: null, deliverAt: null,
  onlyEndpointId: null,
  payload, isJson: true, payloadExpiresAt: NOW + 30 * DAY_MS, idempotencyKey: null, ...change
})
const delivery = (dueAt: number | null): Delivery => ({
  endpointId: 'ep_1', msgId: newId('msg_').id, rev: 0, orgId: 'org_1', appId: 'app_1', eventType: 'a.b', channels: null, state: 'pending',
  reason: null,
  attempts: 0, resends: 0, nextAt: dueAt, lease: null, heldUntil: null, dueAt, last: null
})
const engineOn = (db: Parameters<typeof createTestEngine>[0]['db']) =>
  createTestEngine({ db, dispatcher: createLocalDispatcher({ concurrency: 1, isAlone: true }) })

const payloads: Array<[string, Buffer]> = [
  ['no bytes', Buffer.alloc(0)],
  ['a few bytes', Buffer.from('{}')],
  ['1 KB of JSON', Buffer.from(JSON.stringify({ text: 'abc '.repeat(250) }))],
  ['1 KB of noise', noise(1024)],
  ['64 KB of noise', noise(64 * 1024)],
  ['one byte more than an item can hold', noise(64 * 1024 + 1)],
  ['200 KB of noise', noise(200_000)],
  ['2 MiB of JSON', Buffer.from(`"${'x'.repeat(2 * 1024 * 1024 - 2)}"`)],
  ['2 MiB of noise', noise(2 * 1024 * 1024)],
  ['bytes that are not UTF-8', Buffer.from([0xff, 0, 0xfe, 0x80])]
]
for (const store of ['memory', 'directory'] as const) {
  t.test(`A payload is read back byte for byte, from ${store}.`, async t => {
    const { db } = await openTestDatabase()
    const database = store === 'memory' ? db : { ...db, blobs: directoryBlobs(join(t.testdir(), 'blobs')) }
    for (const [what, payload] of payloads) {
      const one = message(payload)
      t.ok(await messages.insert(database, one), what)
      const read = await messages.read(database, 'app_1', one.id, options)
      t.ok(read?.payload?.equals(payload), what)
      t.notOk((await messages.read(database, 'app_1', one.id, { now: NOW, withPayload: false }))?.payload)
    }
    const { data } = await messages.list(database, { id: 'app_1' }, { limit: 250 }, options)
    t.same(data.map(({ payload }) => payload!.length), payloads.map(([, payload]) => payload.length).reverse())
  })
}

t.test('An id is stored once. The second try leaves no blob.', async t => {
  const { db } = await openTestDatabase()
  const kept = new Map<string, Buffer>()
  const blobs = {
    ...memoryBlobs(), put: async (key: string, bytes: Buffer) => { kept.set(key, bytes) }, get: async (key: string) => kept.get(key),
    remove: async (key: string) => { kept.delete(key) }
  }
  const first = message(noise(100_000))
  t.ok(await messages.insert({ ...db, blobs }, first))
  t.notOk(await messages.insert({ ...db, blobs }, { ...first, payload: noise(90_000) }))
  t.equal(kept.size, 1)
  t.ok((await messages.read({ ...db, blobs }, 'app_1', first.id, options))!.payload!.equals(first.payload!))
})

t.test('The payload of an expunged message is deleted permanently, with its blob. The message stays.', async t => {
  const { db } = await openTestDatabase()
  const directory = join(t.testdir(), 'blobs')
  const database = { ...db, blobs: directoryBlobs(directory) }
  for (const payload of [Buffer.from('{"a":1}'), noise(100_000)]) {
    const one = message(payload)
    await messages.insert(database, one)
    await messages.expunge(database, 'app_1', one.id)
    await messages.expunge(database, 'app_1', one.id)
    const read = await messages.read(database, 'app_1', one.id, options)
    t.match(read, { id: one.id, eventType: 'a.b' })
    t.equal(read!.payload, undefined)
  }
  t.same((await readdir(directory, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile()), [])
  await messages.expunge(database, 'app_1', newId('msg_').id)
})

t.test('Payloads, messages and attempts that expired are not read.', async t => {
  const { db } = await openTestDatabase()
  const one = message(Buffer.from('{}'), { payloadExpiresAt: NOW + 5 * DAY_MS })
  await messages.insert(db, one)
  const read = async (now: number) => await messages.read(db, 'app_1', one.id, { now, withPayload: true })
  t.ok((await read(NOW + 5 * DAY_MS - 1))!.payload)
  t.notOk((await read(NOW + 5 * DAY_MS))!.payload)
  t.ok(await read(NOW + 90 * DAY_MS - 1000))
  t.notOk(await read(NOW + 90 * DAY_MS + 1000))
  t.same(
    (await messages.list(db, { id: 'app_1' }, { limit: 9, after: NOW - 1 }, { now: NOW + 90 * DAY_MS + 1000, withPayload: true })).data, []
  )
  const { id } = newId('atmpt_')
  await attempts.record(db, {
    id, appId: 'app_1', msgId: one.id, endpointId: 'ep_1', url: 'u', status: 0, responseStatusCode: 200, response: '',
    responseDurationMs: 1, triggerType: 0, eventType: 'a.b', channels: null
  })
  t.equal((await attempts.ofMessage(db, one.id, { limit: 9 }, NOW + 90 * DAY_MS - 1000)).data.length, 1)
  t.equal((await attempts.ofMessage(db, one.id, { limit: 9, after: NOW - 1 }, NOW + 90 * DAY_MS + 1000)).data.length, 0)
})

t.test('A blob is complete or missing: a crash during its write leaves no readable blob.', async t => {
  const directory = join(t.testdir(), 'blobs')
  const blobs = directoryBlobs(directory)
  await blobs.put('2026-11-22/msg_1.a', Buffer.from('whole'))
  // A crash leaves a temporary file that no key refers to.
  await writeFile(join(directory, '2026-11-22/msg_2.a.tmp'), 'hal')
  t.same(await blobs.get('2026-11-22/msg_1.a'), Buffer.from('whole'))
  t.equal(await blobs.get('2026-11-22/msg_2.a'), undefined)
  t.equal((await stat(join(directory, '2026-11-22/msg_1.a'))).mode & 0o077, 0, 'no other user may read it')
  await blobs.put('2026-11-22/msg_2.a', Buffer.from('again'))
  t.same(await blobs.get('2026-11-22/msg_2.a'), Buffer.from('again'))
})

t.test('Blobs are removed one by one, or with whole days that expired.', async t => {
  for (const blobs of [directoryBlobs(join(t.testdir(), 'blobs')), memoryBlobs()]) {
    await blobs.purge('2026-11-22')
    for (const day of ['2026-11-20', '2026-11-21', '2026-11-22']) await blobs.put(`${day}/msg_1`, Buffer.from(day))
    await blobs.purge('2026-11-22')
    t.equal(await blobs.get('2026-11-21/msg_1'), undefined)
    t.same(await blobs.get('2026-11-22/msg_1'), Buffer.from('2026-11-22'))
    await blobs.remove('2026-11-22/msg_1')
    await blobs.remove('2026-11-22/msg_1')
    t.equal(await blobs.get('2026-11-22/msg_1'), undefined)
  }
})

t.test('Of many concurrent changes of one endpoint none is lost.', async t => {
  const { db } = await openTestDatabase()
  const engine = engineOn(db)
  const application = await newApplication(engine)
  const endpoint = await newEndpoint(engine, application)
  await Promise.all(Array.from({ length: 12 }, async (_, n) =>
    await endpoints.update(db, endpoint, current => ({ metadata: { ...current.metadata, [`k${n}`]: 'v' } }), NOW)))
  t.equal(Object.keys((await endpoints.find(db, application.id, endpoint.id)).metadata).length, 12)
  await Promise.all([
    applications.update(db, application, { name: 'new' }, NOW), applications.update(db, application, { throttleRate: 5 }, NOW)
  ])
  t.match(await applications.find(db, application.orgId, application.id), { name: 'new', throttleRate: 5 })
})

t.test('A change of an endpoint that was deleted meanwhile is refused, and does not restore the endpoint.', async t => {
  const { db } = await openTestDatabase()
  const engine = engineOn(db)
  const application = await newApplication(engine)
  const endpoint = await newEndpoint(engine, application)
  await endpoints.remove(db, endpoint, NOW)
  await t.rejects(endpoints.update(db, endpoint, () => ({ disabled: true }), NOW), { code: 'not_found' })
  await t.rejects(endpoints.remove(db, endpoint, NOW), { code: 'not_found' })
  t.match(await endpoints.read(db, application.id, endpoint.id), { deletedAt: NOW })
  t.equal((await endpoints.ofApplication(db, application.id)).size, 0)
})

t.test('If several callers save one revision of a delivery, one succeeds. A repeated call of the same caller is recognized.', async t => {
  const { db, inject } = await openTestDatabase()
  const one = delivery(NOW)
  const saved = await Promise.all(Array.from({ length: 8 }, async (_, n) => await deliveries.save(db, { ...one, reason: `by ${n}` })))
  t.equal(saved.filter(Boolean).length, 1)
  const first = saved.find(Boolean)!
  t.same(await deliveries.read(db, one), first)
  inject(({ name }) => name === 'PutItem' ? 'repeat' : undefined)
  const second = await deliveries.save(db, { ...first, attempts: 1 })
  t.match(second, { attempts: 1, rev: 2 })
  t.equal(await deliveries.save(db, { ...first, attempts: 2 }), undefined)
})

t.test('A delivery that is made long after its message outlives its attempts, also when it is claimed.', async t => {
  const { db, calls } = await openTestDatabase()
  const later = NOW + 200 * DAY_MS
  const kept = async (change: Partial<Delivery>) => {
    await deliveries.save(db, { ...delivery(null), ...change })
    const { expiresAt } = calls.at(-1)!.input.Item as { expiresAt: { N: string } }
    return Number(expiresAt.N) * 1000 - NOW
  }
  t.equal(await kept({}), 90 * DAY_MS)
  // In the state that a worker of a queue leaves: no due entry while it holds the claim.
  t.ok(await kept({ nextAt: later, lease: { owner: 'me', until: later + 45_000 } }) >= 290 * DAY_MS)
  t.ok(await kept({ resends: 1, lease: { owner: 'me', until: later + 45_000 } }) >= 290 * DAY_MS)
  const { id } = createIdFactory({ now: () => later })('atmpt_')
  t.equal(await kept({ state: 'succeeded', last: { id, status: 0, code: 204, manual: false } }), 290 * DAY_MS)
})

t.test('Keys that a database leaves out of a batch are requested again. If none is returned, the read fails.', async t => {
  const { db } = await openTestDatabase()
  const all = [message(Buffer.from('1')), message(Buffer.from('2')), message(Buffer.from('3'))]
  for (const one of all) await messages.insert(db, one)
  let asked = 0
  let gives = true
  // Pauses end at once. The timeouts of answers do not.
  const clock = {
    now: () => NOW, wakeAt: (at: number, wake: () => void) => {
      const timer = setTimeout(wake, at - NOW < 2000 ? 0 : 60_000)
      t.teardown(() => clearTimeout(timer))
      return () => clearTimeout(timer)
    }
  }
  const call = async (operation: 'BatchGetItem', input: { RequestItems: Record<string, { Keys: object[] }> }) => {
    // The payloads of these messages are items of their own.
    if (operation !== 'BatchGetItem') return await db.call(operation, input as never)
    asked++
    const [[table, { Keys }]] = Object.entries(input.RequestItems) as [[string, { Keys: object[] }]]
    const [first, ...rest] = Keys
    if (!gives) return { Responses: {}, UnprocessedKeys: { [table]: { Keys } } }
    const answer = await db.call('BatchGetItem', { RequestItems: { [table]: { ConsistentRead: true, Keys: [first as never] } } })
    return { ...answer, UnprocessedKeys: { [table]: { Keys: rest } } }
  }
  const read = async () => await messages.readMany({ ...db, call: call as Call, clock }, 'app_1', all.map(({ id }) => id), options)
  t.same((await read()).map(({ id }) => id).sort(), all.map(({ id }) => id).sort())
  t.equal(asked, 3)
  gives = false
  await t.rejects(read(), { code: 'service_unavailable' })
  t.ok(asked < 10, `asked ${asked} times`)
})

t.test('The index `due` is sparse, sharded and ordered. It respects time spans and limits.', async t => {
  const { db } = await openTestDatabase()
  const shards = new Set<string>()
  const dated: number[] = []
  for (let n = 0; n < 400; n++) {
    const dueAt = n % 4 === 3 ? null : NOW + ((n * 37) % 100)
    const one = delivery(dueAt)
    shards.add(shardOf('deliveries', one.msgId))
    if (dueAt !== null) dated.push(dueAt)
    await deliveries.save(db, one)
  }
  dated.sort((a, b) => a - b)
  t.equal(shards.size, DUE_SHARDS.deliveries, 'ids of the same moment are spread over the shards')
  const all = await deliveries.due(db, { from: 0, until: NOW + 1000, limit: 1000 })
  t.same(all.keys.map(({ dueAt }) => dueAt), dated)
  t.equal(all.seenTo, Infinity)
  const some = await deliveries.due(db, { from: NOW + 20, until: NOW + 60, limit: 1000 })
  t.same(some.keys.map(({ dueAt }) => dueAt), dated.filter(at => at >= NOW + 20 && at <= NOW + 60))
  const few = await deliveries.due(db, { from: 0, until: NOW + 1000, limit: 2 })
  t.equal(few.keys.length, 2 * DUE_SHARDS.deliveries)
  t.ok(few.keys.filter(({ dueAt }) => dueAt < few.seenTo).every(({ dueAt }, n) => dueAt === dated[n]), 'no entry up to seenTo is missing')
  t.equal(await deliveries.nextDue(db, NOW + 50), dated.find(at => at > NOW + 50))
  t.equal(await deliveries.nextDue(db, NOW + 1000), Infinity)
  await deliveries.save(db, { ...(await deliveries.read(db, all.keys[0]!))!, dueAt: null })
  t.equal((await deliveries.due(db, { from: 0, until: NOW + 1000, limit: 1000 })).keys.length, dated.length - 1)
})

t.test('A stage whose entries lie in the four shards of an older version loses none. Ids of one moment are spread over all shards.', async t => {
  const { db } = await openTestDatabase()
  // As versions with four shards wrote them: the key of the shard is in the item.
  const old = Array.from({ length: 12 }, (_, n) => {
    const { endpointId, msgId, rev, dueAt, ...data } = delivery(NOW + n)
    const expiresAt = Math.ceil(NOW / 1000) + 86_400
    return { endpointId, msgId, rev: rev + 1, data: JSON.stringify(data), expiresAt, dueShard: String(n % 4), dueAt }
  })
  for (const item of old) await put(db, 'deliveries', item)
  await deliveries.save(db, delivery(NOW + 100))
  const found = await deliveries.due(db, { from: 0, until: NOW + 1000, limit: 100 })
  t.same(found.keys.slice(0, 12).map(({ msgId }) => msgId), old.map(({ msgId }) => msgId))
  t.equal(found.keys.length, 13)
  // An entry of an older version that is written again moves to its shard of today, and its old entry is gone.
  const again = (await deliveries.read(db, old[0]!))!
  await deliveries.save(db, { ...again, dueAt: NOW + 50 })
  const later = await deliveries.due(db, { from: 0, until: NOW + 1000, limit: 100 })
  t.same(later.keys.map(({ dueAt }) => dueAt), [...Array.from({ length: 11 }, (_, n) => NOW + n + 1), NOW + 50, NOW + 100])
  t.same(await deliveries.nextDue(db, NOW + 60), NOW + 100)
})

t.test('Tables are made once, for any number of calls and processes.', async t => {
  const { db, prefix } = await openTestDatabase()
  t.same(await ensureTables(db), [])
  const others = `${prefix}other-`
  const connections = await Promise.all([1, 2, 3].map(async () => await openTestDatabase(others)))
  t.same(await ensureTables(connections[0]!.db), [])
  const wanted = (definitions(db)).map(({ TableName }) => TableName!).sort()
  const { TableNames = [] } = await db.call('ListTables', { ExclusiveStartTableName: `${prefix}.`, Limit: 100 })
  t.same(TableNames.filter(name => name.startsWith(prefix) && !name.startsWith(others)), wanted)
})

t.test('Invalid writes are refused, and not silently dropped.', async t => {
  const { db } = await openTestDatabase()
  await t.rejects(deliveries.save(db, { ...delivery(NOW), dueAt: Number.NaN }), TypeError)
})
