import type { ExchangedHeaders, SentHeaders } from '../../repositories/attempt-headers.js'
import { isCredentialOfAnswer, MASK } from '../credentials.js'
import type { Answer } from '../sending/send-result.js'

/** The headers that are recorded of an attempt: of an answer's credentials only the names. */
export function exchangedHeaders (sent: SentHeaders, answer: Answer): ExchangedHeaders {
  const { list, ...rest } = (answer.stage === 'answered' && answer.headers) || { list: [] }
  return { sent, answer: { ...rest, list: list.map(([name, value]) => [name, isCredentialOfAnswer(name) ? MASK : value]) } }
}
