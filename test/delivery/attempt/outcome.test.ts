import t from 'tap'
import { outcomeOf } from '../../../src/delivery/attempt/outcome.js'
import { asksToSpare } from '../../../src/delivery/endpoint-health/circuit.js'

t.test('The outcome of 2xx is delivered, of 410 gone, of all other answers retry.', async t => {
  for (const statusCode of [200, 201, 202, 204, 299]) t.equal(outcomeOf({ statusCode }), 'delivered', `${statusCode}`)
  t.equal(outcomeOf({ statusCode: 410 }), 'gone')
  for (const statusCode of [0, 199, 300, 301, 304, 308, 400, 404, 409, 411, 429, 500, 503, 599]) {
    t.equal(outcomeOf({ statusCode }), 'retry', `${statusCode}`)
  }
})

t.test('After 429, 502, 504 and timeouts the endpoint needs rest. After other failures it does not.', async t => {
  for (const statusCode of [429, 502, 504]) t.ok(asksToSpare({ statusCode, failure: undefined }), `${statusCode}`)
  t.ok(asksToSpare({ statusCode: 0, failure: 'timeout' }))
  for (const statusCode of [200, 400, 404, 410, 500, 501, 503]) t.notOk(asksToSpare({ statusCode, failure: undefined }), `${statusCode}`)
  for (const failure of ['blocked', 'dns', 'connection', 'tls', 'protocol'] as const) {
    t.notOk(asksToSpare({ statusCode: 0, failure }), failure)
  }
})
