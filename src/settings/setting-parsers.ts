import { createPublicKey } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import { parseDuration } from '../lib/duration.js'

// Each parser throws an Error whose message is a reason that follows the name of the setting. The message never
// contains the value, because settings hold secrets, and errors are logged.

/** The type that a parser returns. */
export type Parsed<F extends (text: string) => unknown> = ReturnType<F>

/** The text, unchanged. */
export function text (value: string): string {
  return value
}

const SECRET_LENGTH = 16

/** A secret that is too long to be guessed: at least 16 characters. */
export function secret (value: string): string {
  if (value.length >= SECRET_LENGTH) return value
  throw new Error(`must have at least ${SECRET_LENGTH} characters; \`openssl rand -base64 32\` makes one`)
}

/** One of the words, in exactly this spelling. */
export function oneOf<const W extends string> (words: readonly W[]): (value: string) => W {
  return (value) => {
    const word = words.find((candidate) => candidate === value)
    if (word === undefined) throw new Error(`must be one of ${words.join(', ')}`)
    return word
  }
}

/** `true`, `false`, `1` or `0`. */
export function boolean (value: string): boolean {
  if (value === 'true' || value === '1') return true
  if (value === 'false' || value === '0') return false
  throw new Error('must be true or false')
}

/** A decimal integer within the limits, both included. */
export function integer (min: number, max: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN
    if (!(number >= min && number <= max)) throw new Error(`must be an integer from ${min} to ${max}`)
    return number
  }
}

/** `none`, `all`, or comma-separated ids of applications; undefined for none. */
export function applications (value: string): 'all' | ReadonlySet<string> | undefined {
  if (value === 'none') return undefined
  if (value === 'all') return 'all'
  const ids = list(value)
  if (ids.every((id) => /^app_\w{27}$/.test(id))) return new Set(ids)
  throw new Error('must be none, all, or ids of applications')
}

/** A duration within the limits, both included, in ms. */
export function duration (min: string, max: string): (value: string) => number {
  const [minMs, maxMs] = [milliseconds(min), milliseconds(max)]
  return (value) => {
    const ms = milliseconds(value)
    if (ms < minMs || ms > maxMs) throw new Error(`must be from ${min} to ${max}`)
    return ms
  }
}

/** Comma-separated durations, in ms; an empty text gives an empty list. Each needs a unit, because `5,300` would be ambiguous. */
export function durations (value: string): readonly number[] {
  const items = list(value)
  const bare = items.findIndex(item => /^[\d.]+$/.test(item))
  if (bare >= 0) throw new Error(`must be made of durations such as 1ms, 5s, 15m or 2h: number ${bare + 1} in the list has no unit`)
  return Object.freeze(items.map(milliseconds))
}

/** Comma-separated CIDRs and addresses; an empty text gives an empty list. An address becomes a CIDR with only this address. */
export function subnets (value: string): readonly string[] {
  return Object.freeze(list(value).map((item) => {
    const subnet = asSubnet(item)
    if (subnet === undefined) throw new Error('must be a comma-separated list of addresses and CIDRs, such as 10.0.0.0/8')
    return subnet
  }))
}

function asSubnet (text: string): string | undefined {
  // Only the form with four decimal parts is accepted: ipaddr.js also reads `10/8` and `0x7f.1` as IPv4.
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) return text
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return `${text}/32`
  if (ipaddr.IPv6.isValidCIDR(text) && !text.includes('%')) return text
  if (ipaddr.IPv6.isValid(text) && !text.includes('%')) return `${text}/128`
  return undefined
}

/** Comma-separated CIDRs and addresses, as in `subnets`, and host names; a dot at the beginning of a name is removed. */
export function bypass (value: string): readonly string[] {
  return Object.freeze(list(value).map((item) => {
    const entry = asSubnet(item) ?? asHostName(item)
    if (entry === undefined) {
      throw new Error('must be a comma-separated list of addresses, CIDRs and host names, such as 10.0.0.0/8, example.com')
    }
    return entry
  }))
}

function asHostName (text: string): string | undefined {
  const name = text.toLowerCase().replace(/^\./, '')
  const isName = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(name) && URL.canParse(`http://${name}`)
  // URL converts forms of an address, such as `10.1` or `0x7f`, to the address, so these are not accepted as names.
  return isName && new URL(`http://${name}`).hostname === name ? name : undefined
}

/** The URL of a proxy: a host, with optional port, user and password, and nothing else. */
export function proxyUrl (value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  const isProxy = /^(?:socks5|https?):$/.test(url?.protocol ?? '') &&
    url!.hostname !== '' && /^\/?$/.test(url!.pathname) && url!.search === '' && url!.hash === ''
  // SOCKS sends the length of each as one byte.
  if (isProxy && [url!.username, url!.password].every((text) => decodedLength(text) <= 255)) return url!.href
  throw new Error('must be a proxy\'s URL, such as http://user:password@10.0.0.1:3128, https://… or socks5://…; ' +
    'special characters of user and password as %XX')
}

function decodedLength (text: string): number {
  try {
    return Buffer.byteLength(decodeURIComponent(text))
  } catch {
    return Infinity
  }
}

/** One of the words or an http(s) URL. */
export function wordOrUrl (...words: readonly string[]): (value: string) => string {
  return (value) => {
    if (words.includes(value) || httpUrl(value)) return value
    throw new Error(`must be ${words.join(', ')} or an http or https URL`)
  }
}

/** An http(s) URL, with an optional path, without slashes at its end. */
export function baseUrl (value: string): string {
  const url = httpUrl(value)
  if (url?.search === '' && url.hash === '' && url.username === '') return url.href.replace(/\/+$/, '')
  throw new Error('must be an http or https URL without query, such as https://webhooks.example.com')
}

/** The address of a collector of OpenTelemetry; its SDK reads it too, so it stays as it is. */
export function collectorUrl (value: string): string {
  if (httpUrl(value)) return value
  throw new Error('must be an http or https URL, such as http://127.0.0.1:4318')
}

/** The address of a page, as http(s) URL in its normal form, which has no quotes and no angle brackets. */
export function pageUrl (value: string): string {
  const url = httpUrl(value)
  if (url) return url.href
  throw new Error('must be an http or https URL, such as https://app.example.com/webhooks')
}

/** A value for `frame-ancestors` in a content security policy. It cannot contain anything that ends the directive. */
export function frameAncestors (value: string): string {
  const sources = value.trim().split(/\s+/)
  const isSource = (text: string) => /^('self'|\*|https?:|https?:\/\/(\*\.)?[a-zA-Z0-9.-]+(:(\d{1,5}|\*))?)$/.test(text)
  if (value.trim() === "'none'" || sources.every(isSource)) return sources.join(' ')
  throw new Error('must be \'none\', or origins with spaces between them, such as \'self\' https://app.example.com')
}

/** The prefix of DynamoDB table names, with a length that leaves room for the rest. */
export function tablePrefix (value: string): string {
  if (/^[a-zA-Z0-9_.-]{1,128}$/.test(value)) return value
  throw new Error('must be 1 to 128 letters, digits, dots, hyphens and underscores')
}

/** Whether the text is a PEM key of this kind, private or public. */
export function isPem (pem: string, kind: 'rsa' | 'ed25519'): boolean {
  try {
    return createPublicKey(pem).asymmetricKeyType === kind
  } catch {
    return false
  }
}

function milliseconds (value: string): number {
  const ms = parseDuration(value)
  if (ms === undefined) throw new Error('must be made of durations such as 1ms, 5s, 15m or 2h')
  return ms
}

function list (value: string): string[] {
  return value.trim() === '' ? [] : value.split(',').map((item) => item.trim())
}

function httpUrl (value: string): URL | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined
  return /^https?:$/.test(url?.protocol ?? '') ? url : undefined
}
