import t from 'tap'
import { wants } from '../../src/delivery/match.js'
import type { Endpoint } from '../../src/repositories/endpoints.js'

const endpoint = (change: Partial<Endpoint> = {}) =>
  ({ id: 'ep_1', disabled: false, eventTypes: null, channels: null, ...change }) as Endpoint
const message = (change = {}) =>
  ({ eventType: 'order.paid', channels: null as string[] | null, onlyEndpointId: null as string | null, ...change })

const cases: Array<[string, Partial<Endpoint>, object, boolean]> = [
  ['an endpoint without filters wants everything', {}, {}, true],
  ['an endpoint without filters wants messages with channels too', {}, { channels: ['a'] }, true],
  ['a disabled endpoint wants nothing', { disabled: true }, {}, false],
  ['a deleted endpoint wants nothing', { deletedAt: 1 }, {}, false],
  ['an event type in the filter is wanted', { eventTypes: ['order.paid', 'order.sent'] }, {}, true],
  ['an event type not in the filter is not wanted', { eventTypes: ['order.sent'] }, {}, false],
  ['an event type is compared whole', { eventTypes: ['order'] }, {}, false],
  ['one common channel is enough', { channels: ['a', 'b'] }, { channels: ['b', 'c'] }, true],
  ['no common channel', { channels: ['a'] }, { channels: ['b'] }, false],
  ['a message without channels does not match an endpoint with channels', { channels: ['a'] }, {}, false],
  ['both filters must match: the channel does not', { eventTypes: ['order.paid'], channels: ['a'] }, { channels: ['b'] }, false],
  ['both filters must match: the type does not', { eventTypes: ['order.sent'], channels: ['a'] }, { channels: ['a'] }, false],
  ['a message for one endpoint goes there', {}, { onlyEndpointId: 'ep_1' }, true],
  ['a message for another endpoint does not', {}, { onlyEndpointId: 'ep_2' }, false],
  ['a message for one endpoint still asks its filters', { eventTypes: ['order.sent'] }, { onlyEndpointId: 'ep_1' }, false]
]

for (const [name, change, subject, expected] of cases) {
  t.test(name, async t => {
    t.equal(wants(endpoint(change), message(subject)), expected)
  })
}
