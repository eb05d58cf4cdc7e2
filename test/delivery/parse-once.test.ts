import t, { type Test } from 'tap'
import { newEndpoint, newMessage } from '../helpers/engine.js'
import { driven } from '../helpers/driven.js'
import { fanOut } from '../../src/delivery/attempt/fan-out.js'

// A payload is parsed for filters at most once in a process: whatever its size, for all endpoints and all attempts.

const large = (more: object) => JSON.stringify({ ...more, filling: 'x'.repeat(200 * 1024) })

/** Counts how often texts that begin so are parsed while the test runs. */
function countParses (t: Test, beginning: string): () => number {
  const { parse } = JSON
  let count = 0
  JSON.parse = (text: string, ...rest: []) => {
    if (text.startsWith(beginning)) count++
    return parse(text, ...rest) as unknown
  }
  t.teardown(() => { JSON.parse = parse })
  return () => count
}

t.test('several endpoints with filters, and several attempts of each, parse a large payload once', async t => {
  const rig = await driven({ change: { filter: '{"payload":{"amount":{"$gte":1000}}}', url: 'http://127.0.0.1:1/' } })
  for (const filter of ['{"payload":{"kind":"a"}}', '{"payload":{"kind":"b"}}', '{"payload":{"amount":4200}}']) await newEndpoint(rig.engine, rig.application, { filter, url: 'http://127.0.0.1:1/' })
  await newEndpoint(rig.engine, rig.application, { url: 'http://127.0.0.1:1/' })
  const parses = countParses(t, '{"amount":4200,"kind":"a"')
  await rig.send({ payload: Buffer.from(large({ amount: 4200, kind: 'a' })) })
  await rig.pass(10_000)
  await rig.pass(400_000)
  await rig.pass(2_000_000)
  const attempts = rig.calls.filter(({ name, input }) => name === 'PutItem' && JSON.stringify(input).includes('atmpt_')).length
  t.ok(attempts >= 4 * 2, `${attempts} writes of attempts`)
  t.equal(parses(), 1)
})

t.test('a message whose payload the fan-out did not see is parsed once for all attempts', async t => {
  const rig = await driven({ change: { filter: '{"payload":{"amount":{"$gte":1000}}}', url: 'http://127.0.0.1:1/' } })
  for (const filter of ['{"payload":{"kind":"a"}}', '{"payload":{"kind":{"$neq":"b"}}}']) await newEndpoint(rig.engine, rig.application, { filter, url: 'http://127.0.0.1:1/' })
  const parses = countParses(t, '{"amount":4300,"kind":"a"')
  const message = await rig.send({ payload: Buffer.from(large({ amount: 4300, kind: 'a' })) })
  t.equal(parses(), 1)
  const { payload, ...unseen } = message
  await fanOut(rig.engine, { ...unseen, payload: undefined })
  await rig.pass(400_000)
  t.equal(parses(), 1)
})

t.test('without filters no payload is parsed', async t => {
  const rig = await driven({ change: { url: 'http://127.0.0.1:1/', eventTypes: ['order.paid'] } })
  const parses = countParses(t, '{"amount":4400')
  await rig.send({ payload: Buffer.from(large({ amount: 4400 })) })
  await rig.pass(400_000)
  t.equal(parses(), 0)
  t.ok(newMessage())
})
