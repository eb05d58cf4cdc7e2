import type { LambdaResponse } from '@fastify/aws-lambda'

/** What Lambda hands on of a function's answer at most, bytes of its JSON. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024
// Each byte of a body becomes six at most, as a control character does.
const MAX_ESCAPE = 6

/** The answer, or when Lambda would refuse it, which clients see as a 502 that SDKs repeat, a 413 that says what to do. */
export function handedOn (answer: LambdaResponse): LambdaResponse {
  if (answer.body.length * MAX_ESCAPE < MAX_ANSWER_BYTES || Buffer.byteLength(JSON.stringify(answer)) <= MAX_ANSWER_BYTES) return answer
  const body = JSON.stringify({
    code: 'answer_too_large',
    detail: 'The answer is over the 6 MB that AWS Lambda hands on; ask for a part of it, such as with `limit` or `with_content=false`.'
  })
  return {
    statusCode: 413,
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body,
    isBase64Encoded: false
  }
}
