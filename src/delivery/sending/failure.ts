import type { Failure } from '../../repositories/deliveries.js'
import { AnswerError } from './answer-error.js'
import { BlockedError } from './ssrf-guard.js'
import { ProxyError } from './proxy-error.js'

/** A failure and its description for the endpoint's owner, without addresses. */
export interface FailureReport {
  failure: Failure
  text: string
}

const TIMEOUT_CODES = /^(?:ETIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT)$/
const TLS_CODES =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERROR_IN_C|INVALID_(?:CA|PURPOSE)|PATH_LENGTH|HOSTNAME_|EPROTO$)/
const PROTOCOL_CODES = /^(?:ERR_INVALID_URL$|UND_ERR_(?:INVALID_ARG|NOT_SUPPORTED|REQ_))/

// File descriptors or memory are used up, or the process shuts down: this says nothing about the endpoint.
const OWN_TROUBLE = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED'])

/** What an error of a request says about the endpoint; undefined when the cause is this process or the proxy itself. */
export function reportFailure (error: Error): FailureReport | undefined {
  const code = codeOf(error)
  if (OWN_TROUBLE.has(code) || (error instanceof ProxyError && error.isOurs)) return undefined
  if (error instanceof AnswerError) return { failure: error.failure, text: error.message }
  const failure = failureOf(error, code)
  return { failure, text: failure === 'blocked' || error instanceof ProxyError ? error.message : `${TEXTS[failure]}${wordsOf(code)}.` }
}

/** The report when the deadline has passed. */
export function reportTimeout (timeoutMs: number): FailureReport {
  return { failure: 'timeout', text: `The request timed out: no response within ${timeoutMs / 1000} s.` }
}

const TEXTS: Record<Exclude<Failure, 'blocked'>, string> = {
  timeout: 'The connection failed',
  dns: 'The host name could not be resolved',
  connection: 'The connection failed',
  tls: 'The TLS connection failed',
  protocol: 'The request cannot be sent: its URL or a header is not valid'
}

const NOT_TLS = ': the server at this port does not speak TLS'
const WORDS: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: ': it took too long',
  ERR_TLS_CERT_ALTNAME_INVALID: ': the certificate is for another host name',
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS
}

/**
 * The words that an error code adds to the text: codes of the system and of certificates as they are, none that Node or
 * a library invents.
 */
export function wordsOf (code: string): string {
  if (WORDS[code] !== undefined) return WORDS[code]
  if (code.startsWith('ERR_SSL_')) return `: ${code.slice('ERR_SSL_'.length).toLowerCase().replaceAll('_', ' ')}`
  return /^(?:UND_|HPE_|ERR_|unknown$)/.test(code) ? '' : ` (${code})`
}

function failureOf (error: Error, code: string): Failure {
  if (error instanceof BlockedError) return 'blocked'
  if (error instanceof ProxyError) return 'connection'
  if (TIMEOUT_CODES.test(code)) return 'timeout'
  if ((error as NodeJS.ErrnoException).syscall === 'getaddrinfo' || code.startsWith('EAI_') || code === 'ENOTFOUND') return 'dns'
  if (TLS_CODES.test(code)) return 'tls'
  if (PROTOCOL_CODES.test(code)) return 'protocol'
  return 'connection'
}

function codeOf (error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown'
}
