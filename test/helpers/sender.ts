import { type Test } from 'tap'
import { createGuard } from '../../src/delivery/sending/ssrf-guard.js'
import { createSender, type SendRequest, type Sender, type SenderOptions } from '../../src/delivery/sending/sender.js'
import type { Answer } from '../../src/delivery/sending/send-result.js'
import { rawEndpoint, type RawEndpoint, type Received } from './endpoints.js'

export const LOOPBACK = ['127.0.0.0/8', '::1/128']

/** A sender that may send to loopback, until the end of the test. */
export function senderFor (t: Test, options: Partial<SenderOptions> = {}): Sender {
  const sender = createSender({ guard: createGuard(LOOPBACK), timeoutMs: 5_000, connections: 50, userAgent: 'Posthorn-Test/1', ...options })
  t.teardown(() => sender.destroy())
  return sender
}

/** Sends one request, which must have an answer. */
export async function answerTo (sender: Sender, request: SendRequest): Promise<Answer> {
  const result = await sender.send(request)
  if (result.stage === 'unsent' || result.stage === 'cut') throw new Error('There was no answer.', { cause: result.error })
  return result
}

/** An endpoint below HTTP, until the end of the test. */
export async function endpointFor (
  t: Test, respond: (request: Received) => void, onConnection?: (socket: Received['socket']) => void
): Promise<RawEndpoint> {
  const endpoint = await rawEndpoint(respond, onConnection)
  t.teardown(() => endpoint.close())
  return endpoint
}

export const post = (url: string, headers: SendRequest['headers'] = {}, body = Buffer.from('{"n": 1}')): SendRequest =>
  ({ url, headers, body })

/** Some turns of the event loop, after which the connection of the last answer can be used again. */
export async function turns (count = 3): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}
