import t from 'tap'
import { accept } from '../../src/delivery/accept/accept.js'
import { take } from '../../src/delivery/attempt/claim.js'
import { fanOut } from '../../src/delivery/attempt/fan-out.js'
import { load, type Ready } from '../../src/delivery/attempt/load.js'
import { attempt, carryOn } from '../../src/delivery/attempt/make-attempt.js'
import { resend } from '../../src/delivery/attempt/resend.js'
import { send } from '../../src/delivery/attempt/send.js'
import { settlementOf } from '../../src/delivery/attempt/settle.js'
import { createSqsDispatcher } from '../../src/delivery/hand-off/sqs/dispatcher-sqs.js'
import { parseEntry } from '../../src/delivery/hand-off/sqs/queue-entry.js'
import { systemClock } from '../../src/lib/clock.js'
import { idTimeMs } from '../../src/lib/ids.js'
import * as attempts from '../../src/repositories/attempts.js'
import * as endpointAttempts from '../../src/repositories/endpoint-attempts.js'
import * as stats from '../../src/repositories/attempt-buckets.js'
import type { Attempt } from '../../src/repositories/attempts.js'
import { createCaches, pages } from '../../src/repositories/database.js'
import * as deliveries from '../../src/repositories/deliveries.js'
import { PROMPT_MS } from '../../src/repositories/first-attempts.js'
import { findAnything } from '../../src/repositories/find-anything.js'
import { chance, fc } from '../helpers/chance.js'
import { attemptsOf, createTestEngine, newApplication, newEndpoint, newMessage, openMemoryDatabase } from '../helpers/engine.js'

const START = Date.UTC(2026, 10, 22, 12)

/** An engine of AWS in driven time, and the ways of a delivery in it. */
async function rig () {
  const { db: memory, calls } = openMemoryDatabase()
  let now = START
  let statusCode = 200
  const bodies: string[] = []
  const db = { ...memory, caches: createCaches({ now: () => now }) }
  const engine = createTestEngine({
    db, clock: { ...systemClock, now: () => now }, dispatcher: createSqsDispatcher({ send: async ({ body }) => { bodies.push(body) } }),
    env: { POSTHORN_OPERATIONAL_WEBHOOKS: 'false' }, answer: () => ({ statusCode, body: `answer ${statusCode} `.repeat(now % 9), durationMs: now % 50 })
  })
  const application = await newApplication(engine)
  const endpoint = await newEndpoint(engine, application)
  const begin = async (eventType = 'a.b') => {
    const { message } = await accept(engine, application, newMessage({ eventType, channels: eventType === 'a.b' ? ['one'] : null }))
    await fanOut(engine, message)
    return { message, ...parseEntry(bodies.splice(0).at(-1)!) }
  }
  /** A process that dies after its request, or after it recorded the attempt. */
  const die = async ({ handOff, begun }: Awaited<ReturnType<typeof begin>>, isRecorded: boolean) => {
    const taken = await take(engine, handOff, begun)
    if (!('claim' in taken)) throw new Error('It was not claimed.')
    const ready = await load(engine, taken.claim) as Ready
    const { result, ...posted } = await send(engine, ready)
    if (!('durationMs' in result)) throw new Error('There was no answer.')
    const { record } = settlementOf({ answer: result, isProbe: false, ...posted, ...ready })
    if (isRecorded) await attempts.record(db, record)
    return record
  }
  return {
    db, calls, engine, endpoint, application, begin, die, bodies,
    pass: (ms: number) => { now += ms },
    answer: (code: number) => { statusCode = code },
    now: () => now
  }
}

/** What `attempts.ofEndpoint` promises, from all attempts there are. */
function model (all: Attempt[], { limit, iterator, before, after, status, eventTypes }: Query): string[] {
  const floor = (ms: number) => Math.floor(ms / 4) * 4
  const isBackward = iterator?.startsWith('-') ?? false
  const key = iterator?.replace('-', '')
  const ids = all.filter(one =>
    (before === undefined || idTimeMs(one.id)! < floor(before)) && (after === undefined || idTimeMs(one.id)! >= floor(after)) &&
    (status === undefined || one.status === status) && (!eventTypes || eventTypes.includes(one.eventType)) &&
    (key === undefined || (isBackward ? one.id > key : one.id < key))).map(({ id }) => id).sort().reverse()
  return isBackward ? ids.slice(Math.max(0, ids.length - limit)) : ids.slice(0, limit)
}

interface Query {
  limit: number, iterator?: string | undefined, before?: number | undefined, after?: number | undefined, status?: 0 | 2 | undefined
  eventTypes?: string[] | undefined
}

t.test('Lists, counts and sums by endpoint equal a model: of successes that the index leaves out, of others, of dead claims', async t => {
  const { db, engine, application, endpoint, begin, die, pass, answer, bodies, now } = await rig()
  const msgIds: string[] = []
  for (let n = 0; n < 150; n++) {
    pass(chance.pick([4, 40, 700, 3000, PROMPT_MS, 60_000]))
    const begun = await begin(chance.pick(['a.b', 'c.d']))
    msgIds.push(begun.message.id)
    answer(chance.pick([200, 200, 204, 500, 404]))
    pass(chance.pick([0, 4, 300, PROMPT_MS - 4, PROMPT_MS, PROMPT_MS + 4, 30_000]))
    const kind = chance.pick(['made', 'made', 'made', 'made', 'recorded', 'lost', 'resent', 'old'])
    if (kind === 'recorded' || kind === 'lost') await die(begun, kind === 'recorded')
    else if (kind === 'old') {
      // As an earlier version stored it: every attempt in the index.
      const { isUnlisted: _, ...record } = await die(begun, false)
      await attempts.record(db, record)
    } else await attempt(engine, begun.handOff, begun.begun)
    if (kind === 'resent') await resend(engine, begun.message, endpoint)
    // Some dead claims are taken over.
    if (chance.pick([true, false])) {
      pass(120_000)
      await attempt(engine, begun.handOff)
    }
    bodies.length = 0
  }
  const all = (await Promise.all(msgIds.map(async id => await attemptsOf({ db, engine }, id)))).flat()
  const unlisted = all.filter(({ isUnlisted }) => isUnlisted)
  const entries: unknown[] = []
  for await (const items of pages(db, 'attempts', { hash: ['endpointId', endpoint.id], index: 'byEndpoint' })) entries.push(...items)
  t.equal(entries.length, all.length - unlisted.length)
  t.ok(unlisted.length > 30 && entries.length > 30, `${unlisted.length} of ${all.length} are not in the index`)
  t.ok(unlisted.every(({ status, id, msgId }) => status === 0 && idTimeMs(id)! - idTimeMs(msgId)! <= PROMPT_MS))

  const byId = new Map(all.map(one => [one.id, one]))
  const instant = fc.constantFrom(...all.map(({ id }) => idTimeMs(id)! + 2), START, now())
  const query = fc.record({
    limit: fc.constantFrom(1, 3, 50, 250), status: fc.constantFrom(undefined, 0 as const, 2 as const),
    iterator: fc.option(fc.tuple(fc.constantFrom('', '-'), fc.constantFrom(...byId.keys())).map(parts => parts.join('')), { nil: undefined }),
    before: fc.option(instant, { nil: undefined }), after: fc.option(instant, { nil: undefined }),
    eventTypes: fc.constantFrom<string[] | undefined>(undefined, ['a.b'])
  })
  await fc.assert(fc.asyncProperty(query, async query => {
    const { data } = await endpointAttempts.ofEndpoint(db, endpoint.id, query, now())
    t.strictSame(data.map(({ id }) => id), model(all, query), JSON.stringify(query))
    for (const one of data) t.strictSame(one, byId.get(one.id))
  }), { numRuns: 60 })

  for (const { id } of [unlisted[0]!, unlisted.at(-1)!]) {
    t.match(await findAnything({ db, orgId: application.orgId, now: now() }, id), [{ type: 'attempt', attempt: { id, isUnlisted: true } }])
  }

  // A dead claim that was not taken over is not settled, so counts leave it out; lists and sums have it.
  const rows = await deliveries.readMany(db, msgIds.map(msgId => ({ endpointId: endpoint.id, msgId })))
  const unsettled = new Set(rows.flatMap(({ opened }) => opened ?? []))
  await fc.assert(fc.asyncProperty(instant, instant, async (one, other) => {
    const [since, until] = [Math.min(one, other), Math.max(one, other)]
    const within = all.filter(({ id }) => idTimeMs(id)! >= Math.floor(since / 4) * 4 && idTimeMs(id)! < Math.floor(until / 4) * 4)
    const settled = within.filter(({ id, isUnlisted }) => !(isUnlisted && unsettled.has(id)))
    t.strictSame(await endpointAttempts.count(db, endpoint.id, { since, until }),
      { success: settled.filter(({ status }) => status === 0).length, fail: settled.filter(({ status }) => status === 2).length })
    let counted = 0
    for (let after: string | null = null, isDone = false; !isDone;) {
      const some = await endpointAttempts.countSome(db, endpoint.id, { since, until, after })
      counted += some.count
      after = some.last
      isDone = after === null
    }
    t.equal(counted, within.length)
  }), { numRuns: 25 })
  const budget = { requests: 1000, until: Infinity, now: () => 0 }
  const { slots } = await stats.sum(db, endpoint.id, { since: START - 3_600_000, until: now() + 300_000, settledUntil: now() }, budget)
  const sums = [...slots.values()]
  t.equal(sums.reduce((sum, { success }) => sum + success, 0), all.filter(({ status }) => status === 0).length)
  t.equal(sums.reduce((sum, { fail }) => sum + fail, 0), all.filter(({ status }) => status === 2).length)
})

t.test('A page of attempts takes few requests: also where a thousand deliveries wait without one, and where a thousand came in seconds', async t => {
  const { db, calls, endpoint, engine, begin, pass } = await rig()
  for (let n = 0; n < 60; n++) {
    const { handOff, begun } = await begin()
    await attempt(engine, handOff, begun)
    pass(60_000)
  }
  const read = async (limit: number) => {
    calls.length = 0
    const { data } = await endpointAttempts.ofEndpoint(db, endpoint.id, { limit }, engine.clock.now())
    t.equal(data.length, limit)
    return calls.map(({ name }) => name)
  }
  t.strictSame((await read(50)).sort(), ['BatchGetItem', 'Query', 'Query'])
  // Behind an open circuit, or sent for later.
  const { message: { appId, orgId } } = await begin()
  for (let n = 0; n < 1000; n++) {
    await deliveries.save(db, {
      orgId, appId, endpointId: endpoint.id, msgId: engine.newId('msg_').id, rev: 0, eventType: 'a.b', channels: null, state: 'pending', reason: null,
      attempts: 0, resends: 0, nextAt: START * 2, lease: null, heldUntil: null, dueAt: START * 2, last: null
    })
  }
  const waiting = await read(50)
  t.ok(waiting.length <= 6, waiting.join(', '))
  for (let n = 0; n < 1000; n++) {
    pass(8)
    const { handOff, begun } = await begin()
    await attempt(engine, handOff, begun)
  }
  const busy = await read(50)
  t.ok(busy.length <= 7, busy.join(', '))
})

t.test('A claim that ends without a request takes its name back. A success of a claim that was taken over is told all the same.', async t => {
  const { db, endpoint, engine, begin, pass, die, answer } = await rig()
  const one = await begin()
  const record = await die(one, false)
  pass(120_000)
  answer(500)
  await attempt(engine, one.handOff)
  const key = { endpointId: endpoint.id, msgId: one.message.id }
  t.match(await deliveries.read(db, key), { opened: record.id, last: { status: 2 } })
  // The process was slow, not dead.
  await attempts.record(db, record)
  const list = async () => (await endpointAttempts.ofEndpoint(db, endpoint.id, { limit: 10 }, engine.clock.now())).data
  t.strictSame((await list()).map(({ status }) => status), [2, 0])
  t.equal((await list())[1]!.id, record.id)
  await attempts.expunge(db, (await attempts.read(db, record.msgId, record.id))!)
  t.match(await list(), [{}, { id: record.id, response: 'EXPUNGED', isUnlisted: true }])
  answer(200)
  const two = await begin()
  const taken = await take(engine, two.handOff, two.begun)
  t.ok('claim' in taken)
  await carryOn({ ...engine, sender: { ...engine.sender, send: async () => ({ stage: 'unsent', by: 'proxy', error: new Error('down') }) } }, taken)
  const waits = await deliveries.read(db, { endpointId: endpoint.id, msgId: two.message.id })
  t.match(waits, { heldFor: 'proxy', last: null })
  t.notOk('opened' in waits!)
})
