import t from 'tap'
import { loadConfig } from '../../src/config.js'
import { compose } from '../../src/delivery/accept/accept.js'
import { createTableDispatcher } from '../../src/delivery/hand-off/table/dispatcher-table.js'
import { newMessage } from '../../src/rules/message-rules.js'
import type { ValidationError } from '../../src/errors.js'
import { idTimeMs } from '../../src/lib/ids.js'
import { createTestEngine, newApplication, openTestDatabase } from '../helpers/engine.js'

const HOUR_MS = 3_600_000
const database = await openTestDatabase()
const engine = createTestEngine({ db: database.db, dispatcher: createTableDispatcher() })
const application = await newApplication(engine)
const refused = (ask: () => unknown): string[] => {
  try {
    ask()
    return []
  } catch (error) {
    return (error as ValidationError).violations.map(({ loc }) => loc.slice(0, 3).join('.'))
  }
}
const read = (fields: object) =>
  newMessage({ eventType: 'a', payload: {}, ...fields }, { rawMember: name => name === 'payload' ? '{}' : undefined }, undefined)

t.test('A payload is kept for the requested hours or days, by default for 90 days.', async t => {
  for (const [fields, hours] of [
    [{}, 2160], [{ payloadRetentionPeriod: 5 }, 120], [{ payloadRetentionHours: 12 }, 12], [{ payloadRetentionHours: 7 }, 7],
    [{ payloadRetentionHours: null, payloadRetentionPeriod: 30 }, 720]
  ] as const) {
    const { id } = engine.newId('msg_')
    const { payloadExpiresAt } = compose(engine, application, { id, input: read(fields) })
    t.equal(payloadExpiresAt, idTimeMs(id)! + hours * HOUR_MS, JSON.stringify(fields))
  }
})

t.test('The setting is the default of messages that name no period.', async t => {
  const { id } = engine.newId('msg_')
  const config = loadConfig({ POSTHORN_PAYLOAD_DAYS: '30' })
  const until = (fields: object) => compose({ config }, application, { id, input: read(fields) }).payloadExpiresAt
  t.equal(until({}), idTimeMs(id)! + 720 * HOUR_MS)
  t.equal(until({ payloadRetentionPeriod: 60 }), idTimeMs(id)! + 1440 * HOUR_MS)
})

t.test('Hours and days exclude each other.', async t => {
  t.strictSame(refused(() => read({ payloadRetentionHours: 12, payloadRetentionPeriod: 5 })), ['body.payloadRetentionHours'])
})

t.test('The content type is the only header of a message.', async t => {
  const typed = (headers: Record<string, string>) => read({ transformationsParams: { rawPayload: '<a/>', headers } }).contentType
  for (const type of ['application/xml', 'text/plain; charset=utf-8', 'multipart/mixed; boundary="a b"', 'application/vnd.api+json']) {
    t.equal(typed({ 'Content-Type': type }), type)
  }
  t.equal(typed({}), undefined)
  for (const headers of [{ 'x-a': 'b' }, { 'content-type': 'nonsense' }, {
    'content-type': 'text/plain\r\nx: y'
  }, { 'content-type': `text/${'x'.repeat(300)}` }, { 'content-type': 'a/b', 'Content-Type': 'a/c' }] as Array<Record<string, string>>) {
    t.strictSame(refused(() => typed(headers)), ['body.transformationsParams.headers'], JSON.stringify(headers))
  }
})
