import type { LambdaResponse } from '@fastify/aws-lambda'

/** The largest answer of a function that Lambda accepts, bytes of its JSON. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024
// The most bytes that one byte of a body can become in JSON; a control character takes six.
const MAX_ESCAPE = 6

/**
 * The answer, or a 413 that says what to do when Lambda would refuse the answer. Clients would see the refusal as a
 * 502, and SDKs would repeat the request.
 */
export function handedOn (answer: LambdaResponse): LambdaResponse {
  if (answer.body.length * MAX_ESCAPE < MAX_ANSWER_BYTES || Buffer.byteLength(JSON.stringify(answer)) <= MAX_ANSWER_BYTES) return answer
  const body = JSON.stringify({
    code: 'answer_too_large',
    detail: 'The answer is over 6 MB, the limit of AWS Lambda; ask for a part of it, for example with `limit` or `with_content=false`.'
  })
  return {
    statusCode: 413,
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body,
    isBase64Encoded: false
  }
}
