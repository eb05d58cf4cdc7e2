import t from 'tap'
import { createIdFactory, idTimeMs } from '../../src/lib/ids.js'
import * as attempts from '../../src/repositories/attempts.js'
import { alone, type Database } from '../../src/repositories/database.js'
import * as deliveries from '../../src/repositories/deliveries.js'
import { iteratorOf, type Delivery, type DeliveryState, type LastAttempt } from '../../src/repositories/deliveries.js'
import * as lists from '../../src/repositories/delivery-lists.js'
import type { StateFilter } from '../../src/repositories/delivery-lists.js'
import * as endpoints from '../../src/repositories/endpoints.js'
import * as messages from '../../src/repositories/messages.js'
import type { Page } from '../../src/repositories/pagination.js'
import { fc } from '../helpers/chance.js'
import { createTestEngine, newApplication, newEndpoint } from '../helpers/engine.js'
import { memoryDatabase } from '../helpers/memory-database.js'
import { createTableDispatcher } from '../../src/delivery/hand-off/table/dispatcher-table.js'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const now = Date.now()
const STATES: DeliveryState[] = ['succeeded', 'pending', 'exhausted', 'canceled']

// They may have had no attempt.
const WAITS: readonly DeliveryState[] = ['pending', 'canceled']
const GOOD = { status: 0, code: 200 } as const
const BAD = { status: 2, code: 500 } as const

const attemptOf = ({ id, status, code }: Pick<LastAttempt, 'id' | 'status' | 'code'>) =>
  ({ id, status, url: 'https://example.com/', responseStatusCode: code, response: '', responseDurationMs: 1, triggerType: 0 } as const)

/** An application with so many endpoints, and messages of which one is sent to all of them; all deliveries, newest first. */
async function filled (db: Database, count: number) {
  const engine = createTestEngine({ db, dispatcher: createTableDispatcher() })
  const application = await newApplication(engine)
  const { id: appId, orgId } = application
  const made: Delivery[] = []
  const ids: string[] = []
  for (let n = 0; n < count; n++) ids.push((await newEndpoint(engine, application)).id)
  for (let n = 0; n < 60; n++) {
    const newId = createIdFactory({ now: () => now - n * n * HOUR_MS / 4 - 60_000 })
    const msgId = newId('msg_').id
    const named = { appId, orgId, eventType: 'a', channels: null }
    await messages.insert(db, {
      ...named, id: msgId, eventId: null, tags: null, deliverAt: null, onlyEndpointId: null, payload: Buffer.from('{}'), isJson: true, payloadExpiresAt: now + DAY_MS, idempotencyKey: null
    })
    const to = n === 5 ? ids : n % 7 === 6 ? [] : [ids[n * 31 % count]!, ids[(n * 31 + 1) % count]!]
    for (const [place, endpointId] of to.entries()) {
      const state = STATES[(n + place) % 4]!
      // Some wait, or were canceled, before any attempt.
      const isTried = place % 3 > 0 || !WAITS.includes(state)
      const last = { id: newId('atmpt_').id, ...state === 'succeeded' ? GOOD : BAD, manual: false }
      if (isTried) await attempts.record(db, { ...named, msgId, endpointId, ...attemptOf(last) })
      const delivery: Delivery = {
        ...named, msgId, endpointId, rev: 0, state, reason: null, attempts: 1, resends: 0, lease: null, heldUntil: null, ...(state === 'canceled' && { canceledAt: now }),
        nextAt: state === 'pending' ? now + DAY_MS : null, dueAt: null, last: isTried ? last : null
      }
      made.push((await deliveries.save(db, delivery))!)
    }
  }
  const few = await endpoints.few(db, appId)
  const list = async (state: StateFilter | undefined, query: object) =>
    await lists.ofApplication(db, { listed: application, few }, { limit: 50, ...state && { state }, ...query }, now)
  const ofMessages = async (query: Parameters<typeof lists.ofMessages>[2]) =>
    await lists.ofMessages(db, { listed: application, few }, query, now)
  return { ofMessages, all: made.sort((a, b) => iteratorOf(a) < iteratorOf(b) ? 1 : -1), few, list, ids, appId }
}

const isIn = (state: StateFilter | undefined) => (one: Delivery) => state === undefined || one.state === state || (state === 'undelivered' && one.state !== 'succeeded')
const namesOf = ({ data }: Pick<Page<Delivery>, 'data'>) => data.map(iteratorOf)

for (const [host, open] of [['an embedded database', () => alone(memoryDatabase())], ['a database of its own', memoryDatabase]] as const) {
  for (const count of [20, 130]) {
    t.test(`The deliveries of an application with ${count} endpoints in ${host} are listed exactly`, async t => {
      const { all, list, few, ofMessages } = await filled(open(), count)
      t.equal(few?.length, count > 100 ? undefined : count)
      for (const state of [undefined, 'undelivered', ...STATES] as const) {
        const expected = all.filter(isIn(state))
        const seen: Delivery[] = []
        for (let iterator: string | undefined; ;) {
          const page: Page<Delivery> = await list(state, { limit: 7, ...iterator && { iterator } })
          seen.push(...page.data)
          if (iterator !== undefined) {
            const before = await list(state, { limit: 7, iterator: page.prevIterator })
            t.strictSame(namesOf(before), namesOf({ data: seen.slice(-7 - page.data.length, -page.data.length) }), `back from ${iterator}`)
          }
          if (page.done) break
          iterator = page.iterator!
        }
        t.strictSame(namesOf({ data: seen }), namesOf({ data: expected }), state ?? 'all')
      }
      const ids = [...new Set(all.map(({ msgId }) => msgId))].filter((_, n) => n % 4 === 1)
      const ofThese = async (limit: number, state?: StateFilter) => await ofMessages({ ids, limit, ...state && { state } })
      for (const state of [undefined, 'undelivered'] as const) {
        const expected = all.filter(one => ids.includes(one.msgId) && isIn(state)(one))
        t.strictSame(namesOf(await ofThese(250, state)), namesOf({ data: expected }), 'of some messages')
        t.strictSame(namesOf(await ofThese(9, state)), namesOf({ data: expected.slice(0, 9) }))
      }
      await fc.assert(fc.asyncProperty(fc.constantFrom(undefined, 'undelivered' as const, ...STATES), fc.nat(60), fc.nat(60), fc.nat(250), async (state, from, to, limit) => {
        const [after, before] = [now - Math.max(from, to) ** 2 * HOUR_MS / 4, now - Math.min(from, to) ** 2 * HOUR_MS / 4]
        const isBetween = (at: number) => at >= after - after % 4 && at < before - before % 4
        const within = all.filter(one => isIn(state)(one) && isBetween(idTimeMs(one.msgId)!))
        t.strictSame(namesOf(await list(state, { after, before, limit })), namesOf({ data: within.slice(0, limit) }))
      }), { numRuns: 30 })
    })
  }
}

t.test('What is undelivered of an endpoint is listed and counted by the index', async t => {
  for (const db of [alone(memoryDatabase()), memoryDatabase()]) {
    const { all, ids, appId } = await filled(db, 110)
    for (const id of ids.slice(0, 12)) {
      const own = all.filter(one => one.endpointId === id)
      for (const state of ['undelivered', 'pending', 'exhausted', 'canceled'] as const) {
        const listed = await lists.ofEndpoint(db, { id, appId }, { limit: 50, state }, now)
        t.strictSame(namesOf(listed), namesOf({ data: own.filter(isIn(state)) }), state)
      }
      const count = (state: DeliveryState) => own.filter(one => one.state === state).length
      t.strictSame(await lists.countUndelivered(db, { id, appId }, { since: 0, until: now }), { pending: count('pending'), exhausted: count('exhausted'), canceled: count('canceled') })
    }
  }
})

t.test('A first attempt that is due soon is in the index of an embedded database alone; what waits or failed always is', async t => {
  for (const [db, isEmbedded] of [[alone(memoryDatabase()), true], [memoryDatabase(), false]] as const) {
    const newId = createIdFactory({ now: () => now })
    const base: Delivery = {
      endpointId: newId('ep_').id, msgId: newId('msg_').id, rev: 0, orgId: 'org_1', appId: newId('app_').id, eventType: 'a', channels: null, state: 'pending', reason: null,
      attempts: 0, resends: 0, nextAt: now, lease: null, heldUntil: null, dueAt: now, last: null
    }
    const last = { id: newId('atmpt_').id, status: 2, code: 500, manual: false } as const
    const steps: Array<[change: Partial<Delivery>, isListed: boolean]> = [
      [{}, isEmbedded],
      [{ lease: { owner: 'a', until: now + 1000 } }, isEmbedded],
      [{ heldUntil: now + 1000, heldFor: 'rate' }, isEmbedded],
      [{ heldUntil: now + HOUR_MS, heldFor: 'rate' }, true],
      [{ heldUntil: now + 1000, heldFor: 'circuit' }, true],
      [{ nextAt: now + HOUR_MS }, true],
      [{ last }, true],
      [{ last, state: 'exhausted', nextAt: null }, true],
      [{ last, state: 'succeeded', nextAt: null }, false]
    ]
    let rev = 0
    for (const [change, isListed] of steps) {
      const { rev: stored } = (await deliveries.save(db, { ...base, ...change, rev }))!
      rev = stored
      const endpoint = { id: base.endpointId, appId: base.appId }
      const { pending, exhausted, canceled } = await lists.countUndelivered(db, endpoint, { since: 0, until: now })
      t.equal(pending + exhausted + canceled, Number(isListed), JSON.stringify(change))
    }
  }
})
