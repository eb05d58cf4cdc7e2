import type { LambdaResponse } from '@fastify/aws-lambda'
import t from 'tap'
import { handedOn } from '../../src/lambda/answer-size.js'

const MB = 1024 * 1024
const answerOf = (body: string): LambdaResponse =>
  ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body, isBase64Encoded: false })

t.test('An answer that Lambda accepts is not changed.', async t => {
  for (const body of ['', '{"ok":true}', 'x'.repeat(6 * MB - 1000), '"'.repeat(3 * MB - 1000), 'ü'.repeat(3 * MB - 1000)]) {
    const answer = answerOf(body)
    t.equal(handedOn(answer), answer)
  }
})

t.test('An answer that Lambda would refuse becomes a 413 with instructions.', async t => {
  for (const body of ['x'.repeat(6 * MB), '"'.repeat(3 * MB), 'ü'.repeat(3 * MB), '\u0001'.repeat(MB)]) {
    const { statusCode, headers, body: text } = handedOn(answerOf(body))
    t.equal(statusCode, 413)
    t.match(headers, { 'content-type': /^application\/json/, 'x-content-type-options': 'nosniff' })
    t.match(JSON.parse(text), { code: 'answer_too_large', detail: /6 MB.*limit/ })
  }
})
