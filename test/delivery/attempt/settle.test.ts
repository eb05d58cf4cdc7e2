import t from 'tap'
import { settlementOf } from '../../../src/delivery/attempt/settle.js'
import type { Sent } from '../../../src/delivery/attempt/send.js'
import * as lifecycle from '../../../src/delivery/delivery-lifecycle.js'
import type { Answer, Answered } from '../../../src/delivery/sending/send-result.js'
import type { Application } from '../../../src/repositories/applications.js'
import type { Endpoint } from '../../../src/repositories/endpoints.js'
import type { Message } from '../../../src/repositories/messages.js'

const NOW = Date.UTC(2026, 10, 22)
const subject = {
  orgId: 'org_1', appId: 'app_1', endpointId: 'ep_1', msgId: 'msg_1', eventType: 'order.paid', channels: ['a'], tags: ['b']
}
const endpoint = { ...subject, id: 'ep_1', url: 'https://example.com/' } as unknown as Endpoint
const message = { ...subject, id: 'msg_1', deliverAt: null } as unknown as Message
const no: Answered = { stage: 'answered', statusCode: 500, body: 'no', durationMs: 12.6, retryAfter: undefined, failure: undefined }
const yes: Answered = { ...no, statusCode: 204, body: '' }

const headers = { version: '0.1.0', families: 'both' as const, signature: 'v1,a', bodyBytes: 7, custom: ['x-a'], hasLogin: false }
const sent = (answer: Answer, change: Partial<Sent> = {}): Sent => ({
  delivery: { ...lifecycle.begin(subject, NOW), rev: 2, attempts: 3 }, trigger: 'scheduled', application: { id: 'app_1' } as Application,
  endpoint, message, attemptId: 'atmpt_1', at: NOW, sent: headers, answer, isProbe: false, ...change
})

t.test('The record contains the request that was sent and the answer.', async t => {
  t.strictSame(settlementOf(sent(no)).record, {
    appId: 'app_1', msgId: 'msg_1', id: 'atmpt_1', endpointId: 'ep_1', url: 'https://example.com/', status: 2, responseStatusCode: 500,
    response: 'no', responseDurationMs: 13, triggerType: 0, eventType: 'order.paid', channels: ['a'], tags: ['b'],
    headers: { sent: headers, answer: { list: [] } }
  })
  const answered = settlementOf(sent({
    ...no, headers: { list: [['server', 'a'], ['Set-Cookie', 'secret'], ['x-api-key', 'secret']], isCut: true }
  })).record.headers!.answer
  t.strictSame(answered, { list: [['server', 'a'], ['Set-Cookie', '***'], ['x-api-key', '***']], isCut: true })
  t.match(settlementOf(sent(yes, { trigger: 'manual' })).record, { status: 0, responseStatusCode: 204, triggerType: 1 })
  t.notOk('tags' in settlementOf(sent(yes, { message: { ...message, tags: null } })).record)
})

t.test('Only a failed scheduled attempt asks the schedule for a retry.', async t => {
  t.strictSame(settlementOf(sent(no)).retry, { attempt: 4, answer: no })
  const others = [sent(yes), sent({ ...no, statusCode: 410 }), sent(no, { trigger: 'manual' }), sent(yes, { trigger: 'manual' })]
  for (const one of others) t.equal(settlementOf(one).retry, undefined)
})

t.test('The health of an endpoint is told each success and failure, and whether it was a probe.', async t => {
  t.strictSame(settlementOf(sent(no, { isProbe: true })).health, {
    endpoint, msgId: 'msg_1', began: NOW, answer: no, failed: true, isProbe: true
  })
  t.match(settlementOf(sent(yes)).health, { failed: false, isProbe: false })
  t.equal(settlementOf(sent({ ...no, statusCode: 410 })).health.failed, true)
})

const answers: Array<[string, Answer, Partial<Sent>, number | null, object]> = [
  ['a success ends the delivery', yes, {}, null, {
    state: 'succeeded', attempts: 4, last: { id: 'atmpt_1', status: 0, code: 204, manual: false }
  }],
  ['a failure with a retry left waits for that retry, and the fourth failure stores a notice', no, {}, NOW + 5, {
    state: 'pending', nextAt: NOW + 5, notices: [{ type: 'failing' }]
  }],
  ['the last failure of the schedule stores a notice', no, {}, null, {
    state: 'exhausted', notices: [{ type: 'exhausted', attempt: { id: 'atmpt_1' } }]
  }],
  ['410 cancels the delivery, whatever is left of the schedule', { ...no, statusCode: 410 }, {}, null, {
    state: 'canceled', reason: 'gone', notices: [{ type: 'gone' }]
  }],
  [
    'a request without an answer is a failure with its reason',
    { ...no, stage: 'unanswered', statusCode: 0, retryAfter: undefined, failure: 'dns' }, {}, NOW + 5,
    { state: 'pending', last: { code: 0, failure: 'dns' } }
  ],
  ['a failed resend leaves the planned retry', no, { trigger: 'manual' }, null, {
    state: 'pending', nextAt: NOW, attempts: 3, manualAttempts: 1, notices: undefined
  }]
]
for (const [name, answer, change, nextAt, expected] of answers) {
  t.test(`the delivery's next state: ${name}`, async t => {
    const one = sent(answer, change)
    t.match(lifecycle.settle(one.delivery, { ...settlementOf(one).end, nextAt, now: NOW }), { ...expected, lease: null })
  })
}
