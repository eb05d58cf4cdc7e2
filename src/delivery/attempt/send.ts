import { VERSION } from '../../version.js'
import type { SentHeaders } from '../../repositories/attempt-headers.js'
import { openHeaders, openUrl } from '../credentials.js'
import type { Engine } from '../engine.js'
import type { Answer, SendResult } from '../sending/send-result.js'
import { headersOf, signatureOf } from '../sending/sign.js'
import { nameOf } from '../delivery-lifecycle.js'
import type { Ready } from './load.js'
import { signingKeys } from './signing-keys.js'

/** An attempt that was made: a request with an `Answer`, which may be a failure of the endpoint. */
export interface Sent extends Ready {
  attemptId: string
  /** When the attempt began, Unix ms. */
  at: number
  sent: SentHeaders
  answer: Answer
  isProbe: boolean
}

/** The result of one request, with the id that its attempt gets if it counts, and when it began, Unix ms. */
export interface Posted extends Pick<Sent, 'attemptId' | 'at' | 'sent'> { result: SendResult }

// An endpoint's own header is kept.
const isTraceparent = (name: string) => name.toLowerCase() === 'traceparent'

/** Signs the payload and posts it once. Throws only before anything has left: when a sealed value cannot be opened. */
export async function send (
  engine: Pick<Engine, 'clock' | 'config' | 'newId' | 'sender' | 'telemetry' | 'vault'>,
  ready: Ready
): Promise<Posted> {
  const { clock, config, vault, newId, sender } = engine
  const { delivery, endpoint, message: { id, payload, contentType } } = ready
  const name = nameOf(delivery)
  const { id: attemptId, timestampMs: at } = name === undefined ? newId('atmpt_') : { id: name, timestampMs: clock.now() }
  const body = payload!
  const timestamp = Math.floor(at / 1000)
  const keys = signingKeys(vault, endpoint, at)
  const families = config.signatureHeaders
  const signature = signatureOf({ id, timestamp, body, keys })
  const headers: Record<string, string> = {
    ...openHeaders(vault, endpoint.headers),
    ...(contentType !== undefined && { 'content-type': contentType }),
    ...headersOf({ id, timestamp, signature, families })
  }
  const sent: SentHeaders = {
    version: VERSION, families, signature, bodyBytes: body.length, custom: Object.keys(endpoint.headers), hasLogin: endpoint.login != null
  }
  const url = openUrl(vault, endpoint)
  const span = engine.telemetry?.request(endpoint, delivery.attempts)
  if (span && config.sendTraceparent && !sent.custom.some(isTraceparent)) {
    headers.traceparent = sent.traceparent = span.traceparent
  }
  const result = await sender.send({ url, headers, body, attemptId })
  span?.answered(result)
  return { attemptId, at, sent, result }
}
