import type { Static } from '@sinclair/typebox'
import { isCredentialOfAnswer, MASK } from '../delivery/credentials.js'
import { headersOf } from '../delivery/sending/sign.js'
import * as attempts from '../repositories/attempts.js'
import type { Attempt } from '../repositories/attempts.js'
import type { SentHeaders } from '../repositories/attempt-headers.js'
import type { Message } from '../repositories/messages.js'
import type { AttemptHeadersOut } from '../schemas/attempt-schema.js'
import { userAgentOf } from '../version.js'

/** The headers of an attempt: what was recorded of them, and what follows from attempt and message. */
export function attemptHeadersOut (attempt: Attempt, message: Message): Static<typeof AttemptHeadersOut> {
  const { sent, answer } = attempt.headers ?? {}
  const sensitive = sent ? [...sent.hasLogin ? ['authorization'] : [], ...sent.custom] : []
  const masked = Object.fromEntries(sensitive.map(name => [name, MASK]))
  const ofAnswer = (answer?.list ?? []).map(([name]) => name).filter(isCredentialOfAnswer)
  return {
    sentHeaders: { ...ofRequest(attempt, message), ...(sent && rest(attempt, sent)), ...masked },
    responseHeaders: answer?.list ?? [],
    sensitive: [...new Set([...sensitive, ...ofAnswer])],
    isCut: !answer || answer.isCut === true
  }
}

const ofRequest = ({ url }: Attempt, { contentType = 'application/json' }: Message) =>
  ({ host: new URL(url).host, connection: 'keep-alive', accept: '*/*', 'content-type': contentType })

function rest (attempt: Attempt, { version, families, signature, bodyBytes, traceparent }: SentHeaders): Record<string, string> {
  const timestamp = Math.floor(attempts.timestampOf(attempt) / 1000)
  return {
    'user-agent': userAgentOf(version),
    ...headersOf({ id: attempt.msgId, timestamp, signature, families }),
    'content-length': String(bodyBytes),
    ...(traceparent !== undefined && { traceparent })
  }
}
