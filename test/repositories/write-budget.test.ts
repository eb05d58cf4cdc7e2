import t from 'tap'
import { retentionPerMillion, USAGE } from '../../src/cli/doctor/cost.js'
import { accept, idempotencyAlias } from '../../src/delivery/accept/accept.js'
import { attempt } from '../../src/delivery/attempt/make-attempt.js'
import { createSqsDispatcher } from '../../src/delivery/hand-off/sqs/dispatcher-sqs.js'
import { parseEntry } from '../../src/delivery/hand-off/sqs/queue-entry.js'
import type { Queue } from '../../src/delivery/hand-off/sqs/queue.js'
import { loadConfig } from '../../src/config.js'
import { createHanded, sweepToQueue } from '../../src/delivery/hand-off/sqs/sweep-queue.js'
import { WRITE_UNITS } from '../../src/facts/write-units.js'
import { bodyText } from '../../src/delivery/sending/answer-body.js'
import { systemClock } from '../../src/lib/clock.js'
import { fanOut } from '../../src/delivery/attempt/fan-out.js'
import type { Operation } from '../../src/dynamodb/call.js'
import { createIdFactory } from '../../src/lib/ids.js'
import { createTableDispatcher } from '../../src/delivery/hand-off/table/dispatcher-table.js'
import * as messages from '../../src/repositories/messages.js'
import * as attempts from '../../src/repositories/attempts.js'
import type { Database } from '../../src/repositories/database.js'
import { noise } from '../helpers/chance.js'
import { typicalPayload } from '../helpers/typical-payload.js'
import { attemptsOf, createTestEngine, newApplication, newEndpoint, newMessage, openTestDatabase } from '../helpers/engine.js'

interface Capacity { CapacityUnits?: number, GlobalSecondaryIndexes?: Record<string, { CapacityUnits?: number }> }
interface Cost { call: string, units: number, indexes: number }

const WRITES = /^(Put|Update|Delete|BatchWrite)/

/** Makes every call report its cost, including indexes. */
function metered (db: Database): Cost[] {
  const costs: Cost[] = []
  const send = db.call as (operation: Operation, input: object) => Promise<{ ConsumedCapacity?: Capacity }>
  Object.assign(db, {
    async call (name: Operation, input: { TableName: string }) {
      const answer = await send(name, { ...input, ReturnConsumedCapacity: 'INDEXES' })
      const { ConsumedCapacity: told } = answer
      if (told?.CapacityUnits === undefined) throw new Error(`${name} does not say what it cost.`)
      const indexes = Object.values(told.GlobalSecondaryIndexes ?? {}).reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0)
      costs.push({ call: `${name} ${input.TableName.replace(/^[^-]*-/, '')}`, units: told.CapacityUnits, indexes })
      return answer
    }
  })
  return costs
}

async function rig (wanted: boolean) {
  const { db } = await openTestDatabase()
  const bodies: string[] = []
  const queue: Queue = {
    send: async ({ body }) => { bodies.push(body) }, showAgain: async () => {}, receive: async () => [], remove: async () => {},
    close: () => {}
  }
  const engine = createTestEngine({ db, dispatcher: createSqsDispatcher(queue) })
  const application = await newApplication(engine)
  await newEndpoint(engine, application, wanted ? {} : { eventTypes: ['another.type'] })
  // The whole way of a message in a process that has sent one before.
  const once = async (n: number) => {
    const payload = typicalPayload(n)
    const input = newMessage({ payload, idempotencyKey: idempotencyAlias('org', application.id, `auto_0123456789abcdef-${n}`) })
    const { message } = await accept(engine, application, input)
    // The change as the stream delivers it, which costs nothing. The function clears its endpoints at the start of a batch.
    db.caches.endpoints.clear()
    await fanOut(engine, { ...message, payload: undefined })
    for (const body of bodies.splice(0)) {
      const { handOff, begun } = parseEntry(body)
      await attempt(engine, handOff, begun)
    }
    return message
  }
  const costs = metered(db)
  await once(1)
  costs.length = 0
  return { once, costs, engine, db }
}

const total = (costs: Cost[]) => {
  const sum = (some: Cost[]) => some.reduce((all, { units }) => all + units, 0)
  return { writes: sum(costs.filter(({ call }) => WRITES.test(call))), reads: sum(costs.filter(({ call }) => !WRITES.test(call))) }
}

const { delivered, unwanted, exhausted: failed, exhaustedWithNoise } = WRITE_UNITS

t.test(`A message of 1 KB with the idempotency key of an SDK, one endpoint, success at once: ${delivered} write and at most 2 read units`, async t => {
  const { once, costs, engine, db } = await rig(true)
  const message = await once(2)
  const spent = costs.splice(0)
  t.comment(spent.map(({ call, units, indexes }) => `${call} ${units} (${indexes} in indexes)`).join(', '))
  t.match(await attemptsOf({ db, engine }, message.id), [{ status: 0 }])
  const { writes, reads } = total(spent)
  t.equal(writes, delivered)
  t.ok(reads <= 2, `${reads} read units`)
  t.match(USAGE, { writeUnits: writes, readUnits: reads }, 'the number that the doctor and docs/costs.md use')
})

t.test('A payload that its message outlives takes a write unit more, and a read; sometimes no write unit.', async t => {
  const { db } = await openTestDatabase()
  const engine = createTestEngine({ db, dispatcher: createTableDispatcher() })
  const application = await newApplication(engine)
  const costs = metered(db)
  const seen = new Set<number>()
  for (let bytes = 100; bytes < 9000; bytes += 217) {
    const [whole, own] = [90, 30].map(retentionDays => newMessage({ payload: noise(bytes), isJson: false, retentionDays }))
    const unitsOf = async (input: NonNullable<typeof own>) => {
      costs.length = 0
      const { message } = await accept(engine, application, input)
      const { writes } = total(costs.splice(0))
      await messages.read(db, application.id, message.id, { now: Date.now(), withPayload: true })
      return { writes, reads: total(costs.splice(0)).reads }
    }
    const [as, apart] = [await unitsOf(whole!), await unitsOf(own!)]
    seen.add(apart.writes - as.writes)
    t.ok(apart.reads - as.reads <= 1, `${bytes} bytes: ${apart.reads} and ${as.reads} read units`)
  }
  t.same([...seen].sort(), [0, WRITE_UNITS.ownItem])
})

t.test('A shorter retention pays from payloads of about a KB on, as stored.', async t => {
  t.ok(retentionPerMillion(500, 30) > 0, 'a payload of 1 KB that compresses to half costs more')
  t.ok(retentionPerMillion(1500, 30) < 0)
  t.ok(retentionPerMillion(1500, 30, { isRestorable: false }) > 0)
})

t.test(`a message that no endpoint wants: ${unwanted} write and at most 2 read units`, async t => {
  const { once, costs } = await rig(false)
  await once(2)
  const { writes, reads } = total(costs)
  t.comment(costs.map(({ call, units, indexes }) => `${call} ${units} (${indexes} in indexes)`).join(', '))
  t.equal(writes, unwanted)
  t.ok(reads <= 2, `${reads} read units`)
})

/** An error page of a framework, so many bytes long, with a trace whose lines differ. */
const errorPage = (bytes: number) => {
  let page = '<!DOCTYPE html><html><head><title>500 Internal Server Error</title></head><body><h1>Internal Server Error</h1><pre>'
  for (let n = 0; page.length < bytes; n++) page += `    at handle${n * 7919 % 101} (/srv/app/node_modules/framework/lib/layer-${n}.js:${n * 31 % 997}:${n % 80})\n`
  return page.slice(0, bytes)
}

/** Has a delivery fail until its schedule is used up, over the times and ways of the default schedule; says what its writes cost. */
async function exhausted (body: string) {
  const { db } = await openTestDatabase()
  let now = Date.now()
  const entries: Array<{ body: string, at: number }> = []
  const queue: Queue = {
    send: async ({ body, delayMs }) => { entries.push({ body, at: now + delayMs }) },
    showAgain: async () => {},
    receive: async () => [],
    remove: async () => {},
    close: () => {}
  }
  const dispatcher = createSqsDispatcher(queue)
  const clock = { ...systemClock, now: () => now }
  const answer = () => ({ statusCode: 500, body: bodyText(Buffer.from(body), true, loadConfig({}).answerBytes) })
  const engine = createTestEngine({ db, clock, dispatcher, env: { POSTHORN_OPERATIONAL_WEBHOOKS: 'false' }, answer })
  const application = await newApplication(engine)
  await newEndpoint(engine, application)
  const { message } = await accept(engine, application, newMessage({ payload: typicalPayload(1) }))
  await fanOut(engine, { ...message, payload: undefined })
  const costs = metered(db)
  const handed = createHanded({ now: () => now })
  let tries = 0
  for (const end = now + 2 * 86_400_000; tries < 8 && now < end; now += 60_000) {
    for (const { body, at } of entries.splice(0)) {
      if (at > now) {
        entries.push({ body, at })
        continue
      }
      const { handOff, begun } = parseEntry(body)
      await attempt(engine, handOff, begun)
      tries = (await attemptsOf({ db, engine }, message.id)).length
    }
    await sweepToQueue(engine, { dispatcher, endsAt: now + 60_000, handed })
  }
  const recorded = await attemptsOf({ db, engine }, message.id)
  return { writes: total(costs).writes, costs: costs.filter(({ call }) => WRITES.test(call)), recorded }
}

for (const [name, body, most] of [
  // Three of them are the index of what is undelivered: an entry after the first failure, which moves when the delivery is exhausted.
  ['without a body', '', failed], ['of 2 KB', errorPage(2000), failed], ['of 20 KB', errorPage(20_000), failed],
  ['of 20 KB that cannot be compressed', noise(15_000).toString('base64'), exhaustedWithNoise]
] as const) {
  t.test(`A delivery that is exhausted after 8 attempts with an answer ${name}: ${most} write units`, async t => {
    const { writes, costs, recorded } = await exhausted(body)
    t.comment(`${writes} units: ${costs.map(({ call, units, indexes }) => `${call} ${units} (${indexes} in indexes)`).join(', ')}`)
    t.equal(recorded.length, 8)
    t.ok(costs.some(({ indexes }) => indexes > 0), 'indexes are counted')
    for (const { status, response } of recorded) t.match({ status, response }, { status: 2, response: body.slice(0, 2000) })
    t.equal(writes, most)
  })
}

t.test('The headers of a success cost no write unit, however many there are. A failure keeps all headers.', async t => {
  const { db } = await openTestDatabase()
  const newId = createIdFactory({ now: Date.now })
  const costs = metered(db)
  const sent = {
    version: '0.1.0', families: 'both' as const, signature: `v1,${noise(32).toString('base64')}`, bodyBytes: 1024, custom: [],
    hasLogin: false
  }
  const answers = [5, 30, 60].map(count =>
    ({ list: Array.from({ length: count }, (_, n): [string, string] => [`x-header-${n}`, noise(20).toString('hex')]) }))
  const kept = { 0: 0, 2: 0 }
  for (let bytes = 0; bytes <= 1300; bytes += 13) {
    for (const status of [0, 2] as const) {
      const attempt = () => ({
        id: newId('atmpt_').id, msgId: newId('msg_').id, endpointId: newId('ep_').id, appId: newId('app_').id,
        url: 'https://example.com/webhooks', status,
        responseStatusCode: 200, response: 'x'.repeat(bytes), responseDurationMs: 12, triggerType: 0 as const, eventType: 'invoice.paid',
        channels: null
      })
      costs.length = 0
      await attempts.record(db, attempt())
      for (const answer of answers) {
        const withHeaders = { ...attempt(), headers: { sent, answer } }
        await attempts.record(db, withHeaders)
        const read = (await attempts.read(db, withHeaders.msgId, withHeaders.id))!.headers
        if (status === 2) t.strictSame(read, { sent, answer })
        kept[status] += read?.answer.list.length ?? 0
      }
      const units = costs.filter(({ call }) => WRITES.test(call)).map(one => one.units)
      if (status === 0) t.equal(new Set(units).size, 1, `an answer of ${bytes} bytes: ${units.join(', ')} units`)
    }
  }
  t.comment(`successes kept ${kept[0]} headers, failures ${kept[2]}`)
  t.ok(kept[0] > 0)
})
