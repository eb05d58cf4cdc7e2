import { openHeaders, openUrl } from '../credentials.js'
import type { Engine } from '../engine.js'
import type { Answer } from '../sending/answer.js'
import { signatureHeaders } from '../sending/sign.js'
import type { Ready } from './load.js'
import { signingKeys } from './signing-keys.js'

/** A request that left, and what came of it. */
export interface Sent extends Ready {
  attemptId: string
  /** When the attempt began, Unix ms. */
  at: number
  answer: Answer
  isProbe: boolean
}

/** Signs the payload and posts it, once; rejects when nothing went to the endpoint, with a `ProxyError` when the proxy is why. */
export async function send (engine: Engine, ready: Ready, isProbe: boolean): Promise<Sent> {
  const { config, vault } = engine
  const { endpoint, message: { id, payload, contentType } } = ready
  const { id: attemptId, timestampMs: at } = engine.newId('atmpt_')
  const body = payload!
  const signature = signatureHeaders({ id, timestamp: Math.floor(at / 1000), body, keys: signingKeys(vault, endpoint, at), families: config.signatureHeaders })
  const headers = { ...openHeaders(vault, endpoint.headers), ...(contentType !== undefined && { 'content-type': contentType }), ...signature }
  const answer = await engine.sender.send({ url: openUrl(vault, endpoint), headers, body })
  return { ...ready, attemptId, at, answer, isProbe }
}
