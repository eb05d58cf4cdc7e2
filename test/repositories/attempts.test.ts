import t from 'tap'
import { createIdFactory } from '../../src/lib/ids.js'
import { accept } from '../../src/delivery/accept/accept.js'
import { createTableDispatcher } from '../../src/delivery/hand-off/table/dispatcher-table.js'
import { withMessages } from '../../src/repositories/attempted-messages.js'
import * as attempts from '../../src/repositories/attempts.js'
import * as endpointAttempts from '../../src/repositories/endpoint-attempts.js'
import { pages, put } from '../../src/repositories/database.js'
import * as messages from '../../src/repositories/messages.js'
import { noise } from '../helpers/chance.js'
import { createTestEngine, newApplication, newMessage, openTestDatabase } from '../helpers/engine.js'

const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 10, 22)

t.test('Attempts are counted by their result, also when this takes several requests.', async t => {
  const { db } = await openTestDatabase()
  // The answer of an endpoint may look like a counted field.
  const answers = ['{"status":0,"ok":true}', '"status":0,', 'x'.repeat(1800)]
  const TOTAL = 2400
  const made = Array.from({ length: TOTAL }, (_, n) => {
    const at = NOW - 27 * DAY_MS + Math.floor(n * 26 * DAY_MS / TOTAL)
    return {
      ...createIdFactory({ now: () => at })('atmpt_'), appId: 'app_1', msgId: `msg_${n}`, endpointId: 'ep_1',
      url: 'https://example.com/"status":0,', status: n % 3 === 0 ? 2 as const : 0 as const,
      responseStatusCode: 200, response: answers[n % answers.length]!, responseDurationMs: 1, triggerType: 0 as const, eventType: 'a',
      channels: null, at
    }
  })
  for (let n = 0; n < TOTAL; n += 50) {
    await Promise.all(made.slice(n, n + 50).map(async ({ at: _, ...attempt }) =>
      await attempts.record(db, attempt)))
  }
  const expected = (from: number, to: number) => {
    const within = made.filter(({ at }) => at >= from && at < to)
    return { success: within.filter(({ status }) => status === 0).length, fail: within.filter(({ status }) => status === 2).length }
  }
  for (const [since, until] of [
    [NOW - 28 * DAY_MS, NOW], [NOW - 20 * DAY_MS, NOW - 10 * DAY_MS], [NOW - 2 * DAY_MS, NOW - DAY_MS], [NOW - DAY_MS / 2, NOW]
  ] as const) {
    t.strictSame(await endpointAttempts.count(db, 'ep_1', { since, until }), expected(since, until))
  }
  t.strictSame(await endpointAttempts.count(db, 'ep_2', { since: 0, until: NOW }), { success: 0, fail: 0 })
})

t.test('The messages of a page of 250 attempts cost a few calls. Each message is read once. Deleted messages are left out.', async t => {
  const { db } = await openTestDatabase()
  const engine = createTestEngine({ db, dispatcher: createTableDispatcher() })
  const { id: appId, ...rest } = await newApplication(engine)
  const newId = createIdFactory({ now: () => Date.now() })
  const sent: string[] = []
  for (let n = 0; n < 200; n++) {
    const { message } = await accept(engine, { id: appId, ...rest }, newMessage({
      eventType: `type.${n}`, payload: Buffer.from(`{"n":${n}}`)
    }))
    sent.push(message.id)
  }
  const data = Array.from({ length: 250 }, (_, n) => ({
    id: newId('atmpt_').id, appId, msgId: n === 249 ? newId('msg_').id : sent[n % sent.length]!, endpointId: 'ep_1',
    url: 'https://example.com/', status: 0 as const,
    responseStatusCode: 200, response: '', responseDurationMs: 1, triggerType: 0 as const, eventType: 'a', channels: null
  }))
  const calls: string[] = []
  const call = db.call
  Object.assign(db, { call: async (name: never, input: never) => { calls.push(name); return await call(name, input) } })
  for (const withPayload of [true, false]) {
    calls.length = 0
    const page = await withMessages(db, { data, iterator: null, done: true }, { now: Date.now(), withPayload })
    t.strictSame(page.data.map(({ attempt }) => attempt.id), data.map(({ id }) => id))
    t.strictSame(new Set(calls), new Set(['BatchGetItem']))
    t.ok(calls.length <= 5, `${calls.length} calls`)
    for (const [n, { message }] of page.data.entries()) {
      if (n === 249) t.equal(message, undefined)
      else t.match(message, { eventType: `type.${n % 200}`, payload: withPayload ? Buffer.from(`{"n":${n % 200}}`) : undefined })
    }
    const alone = await messages.read(db, appId, sent[3]!, { now: Date.now(), withPayload })
    t.strictSame(page.data[3]!.message, alone, 'as a single read returns it')
  }
})

t.test('A list by endpoint has the answers of attempts whole, whatever their length and whenever they were stored', async t => {
  const { db } = await openTestDatabase()
  const newId = createIdFactory({ now: Date.now })
  const answers = ['', 'ok', 'é'.repeat(32), 'é'.repeat(33), '\u0000'.repeat(65), 'x'.repeat(20_000), noise(9000).toString('base64'), '"status":0,'.repeat(20), '🦜'.repeat(500)]
  const made = answers.map(response => ({
    ...{ id: newId('atmpt_').id, msgId: newId('msg_').id }, endpointId: 'ep_lists', appId: 'app_1', url: 'https://example.com/', status: 2 as const, responseStatusCode: 500, response,
    responseDurationMs: 1, triggerType: 0 as const, eventType: 'a', channels: null
  }))
  for (const attempt of made) await attempts.record(db, attempt)
  // As they were stored before: the whole answer is in the data, and so in the index.
  const { id, msgId, endpointId, ...data } = { ...made[0]!, id: newId('atmpt_').id, msgId: newId('msg_').id, response: 'an old answer '.repeat(100) }
  await put(db, 'attempts', { id, msgId, endpointId, data: JSON.stringify(data), expiresAt: Math.ceil(Date.now() / 1000) + 1000 })
  const expected = [...answers, data.response].toReversed()

  const list = async (withContent: boolean) => await endpointAttempts.ofEndpoint(db, 'ep_lists', { limit: 50, withContent }, Date.now())
  t.strictSame((await list(true)).data.map(({ response }) => response), expected)
  for (const [n, attempt] of made.entries()) t.equal((await attempts.read(db, attempt.msgId, attempt.id))!.response, answers[n])
  t.equal((await list(false)).data.length, expected.length)
  await attempts.expunge(db, (await attempts.read(db, made[5]!.msgId, made[5]!.id))!)
  t.equal((await list(true)).data.find(({ id }) => id === made[5]!.id)!.response, 'EXPUNGED')

  const entries = []
  for await (const items of pages<object>(db, 'attempts', { hash: ['endpointId', 'ep_lists'], index: 'byEndpoint' })) entries.push(...items)
  t.ok(entries.every(entry => !('answer' in entry) && !('headers' in entry)), 'no index has the answers')
})
