import t from 'tap'
import { fc } from '../helpers/chance.js'
import { bodyOf, emptyForm, formOf } from '../../src/portal/state/endpoint-form.js'
import { conditionOf, pathsOf, withCondition } from '../../src/portal/state/filter.js'
import { rawMember } from '../../src/portal/state/raw-member.js'

t.test('A member of a JSON text is found with its exact bytes', async t => {
  t.equal(rawMember('{"a":{"payload":1},"payload": {"n":1.0, "s":"}\\",{"} ,"z":2}', 'payload'), '{"n":1.0, "s":"}\\",{"}')
  t.equal(rawMember('{"payload":12345678901234567890}', 'payload'), '12345678901234567890')
  t.equal(rawMember('{"x":"payload","y":["payload",1]}', 'payload'), undefined)
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (before, payload) => {
    const text = JSON.stringify(payload, null, 1)
    return rawMember(`{"before":${JSON.stringify(before)},"payload":${text},"after":${JSON.stringify(before)}}`, 'payload') === text
  }))
})

t.test('The form of an endpoint says which fields are wrong, and writes an endpoint as it was read', async t => {
  t.strictSame(
    bodyOf({ ...emptyForm, url: 'example.com', types: [], rate: '0', schedule: '5', filter: '[]' }),
    { wrong: ['url', 'types', 'rate', 'schedule', 'filter'] }
  )
  const endpoint = {
    url: 'https://a.example', description: 'd', eventTypes: ['a.b'], channels: ['c', 'd'], throttleRate: 5,
    retrySchedule: [0, 5, 90, 3600, 7200, 86_400], filter: { payload: { a: 1 } }
  }
  t.strictSame(bodyOf(formOf(endpoint)), { body: endpoint })
  t.strictSame(bodyOf({ ...emptyForm, url: ' https://a.example ' }), {
    body: {
      url: 'https://a.example', description: '', eventTypes: null, channels: null, throttleRate: null, retrySchedule: null, filter: null
    }
  })
})

t.test('Conditions that are chosen become a filter, beside those that are there', async t => {
  const [first, second, third] = [
    withCondition('', ['payload', 'amount'], conditionOf('≥', '100')),
    withCondition('{"payload":{"amount":{"$gte":100}}}', ['payload', 'amount'], conditionOf('<', '500')),
    withCondition('{"eventType":"a"}', ['payload', 'customer', 'tier'], conditionOf('in', 'gold, 5, true'))
  ]
  t.same([first, second, third].map(text => JSON.parse(text!)), [
    { payload: { amount: { $gte: 100 } } },
    { payload: { amount: { $gte: 100, $lt: 500 } } },
    { eventType: 'a', payload: { customer: { tier: { $in: ['gold', 5, true] } } } }
  ])
  t.same([
    conditionOf('=', 'paid'), conditionOf('=', '"5"'), conditionOf('=', 'null'), conditionOf('starts', '5'), conditionOf('exists', 'false')
  ], ['paid', '5', null, { $startsWith: '5' }, { $exist: false }])
  t.equal(withCondition('[1]', ['payload', 'a'], 1), undefined)
  t.equal(withCondition('{', ['payload', 'a'], 1), undefined)
})

t.test('The schemas of event types say what conditions can be about', async t => {
  const schema = { type: 'object', properties: { amount: {}, items: { type: 'array', items: { properties: { sku: {} } } } } }
  t.same(pathsOf([schema, {}]), ['eventType', 'channels', 'tags', 'payload.amount', 'payload.items', 'payload.items.sku'])
})
