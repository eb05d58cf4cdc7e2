import { elements, rawAt } from '../../lib/json-path.js'
import type { SigningKey } from '../../lib/secret-encryption.js'
import { ApiFailure, type ApiClient } from '../client/api-client.js'
import { pause } from '../client/progress.js'
import { EXIT, Failure } from '../shared/cli-failure.js'
import { forward, isLocalAway, type Forwarded, type Polled } from './forward.js'
import type { Place } from './listen-place.js'
import type { ListenScreen } from './listen-screen.js'

// A page that was forwarded in part comes again after a restart: it is small.
const PAGE = 10
const HELD_SECONDS = 25
const QUICK_MS = 1000
const BETWEEN_QUICK_MS = 2000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 10_000

export interface Listening {
  api: ApiClient
  screen: ListenScreen
  url: string
  key: SigningKey
  /** What was forwarded last, for the keys. */
  last?: Forwarded
}

interface Shown { id: string, eventType: string, headers: Record<string, string> | null, isExpired?: true, isUnavailable?: true }

interface Page { messages: Polled[], iterator: string }

/**
 * Polls and forwards in order, without end. What is away, here or there, is waited for. A page is acknowledged by the next poll, when all
 * of it was answered. Fails when the server refuses, or another client polls under the same name.
 */
export async function listenLoop (listening: Listening, { path, iterator: first }: Place): Promise<never> {
  let iterator = first
  for (;;) {
    const startedAt = performance.now()
    const page = await polled(listening, path, iterator)
    for (const message of page.messages) await forwarded(listening, message)
    iterator = page.iterator
    // Functions of AWS hold no poll open.
    if (page.messages.length === 0 && performance.now() - startedAt < QUICK_MS) await pause(BETWEEN_QUICK_MS)
  }
}

/** The next page. Its answer may be lost on the way: the iterator is an old one then, and the page is asked for without it. */
async function polled ({ api, screen }: Listening, path: string, given: string | undefined): Promise<Page> {
  let [iterator, wasAway, waitMs] = [given, false, FIRST_WAIT_MS]
  for (;;) {
    try {
      const page = pageIn(await api.text(`${path}?${searchOf(iterator)}`))
      if (wasAway) screen.note('The server answers again.')
      return page
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (isOutdated(error)) {
        if (!wasAway) throw new Failure('Another client polls under this name: give this one another --name.', { code: error.code })
        iterator = undefined
      } else if (!isPassing(error)) throw error
      else {
        if (!wasAway) screen.note(`${error.message}\nIt is asked again until it does; nothing is lost.`)
        wasAway = true
        await pause(waitMs)
        waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)
      }
    }
  }
}

const isOutdated = (error: Failure) => error instanceof ApiFailure && error.status === 409
const isPassing = (error: Failure) =>
  error.exitCode === EXIT.away || (error instanceof ApiFailure && (error.status >= 500 || error.status === 429))

const searchOf = (iterator: string | undefined) =>
  new URLSearchParams({ limit: String(PAGE), wait: String(HELD_SECONDS), ...(iterator !== undefined && { iterator }) }).toString()

// By the text, so that digits and the order of keys stay as they were sent.
function pageIn (text: string): Page {
  const { iterator, data } = JSON.parse(text) as { iterator: string, data: Shown[] }
  const texts = elements(rawAt(text, ['data']) ?? '[]')
  const messages = data.map(({ id, eventType, headers, isExpired, isUnavailable }, at) => ({
    id,
    eventType,
    payload: bodyOf(rawAt(texts[at]!, ['payload']) ?? '{}'),
    contentType: headers?.['content-type'] ?? 'application/json',
    missing: isExpired ? 'its payload is gone' : isUnavailable ? 'the server does not find its payload' : undefined
  }))
  return { messages, iterator }
}

// Text that is no JSON object is shown as `{"rawPayload":"…"}` (contract 2.6).
function bodyOf (payload: string): string {
  if (!payload.startsWith('{"rawPayload":"')) return payload
  const { rawPayload, ...others } = JSON.parse(payload) as { rawPayload: string }
  return Object.keys(others).length === 0 ? rawPayload : payload
}

/** Forwards one message, until the local server answers something. */
async function forwarded (listening: Listening, message: Polled): Promise<void> {
  const { screen } = listening
  if (message.missing !== undefined) return screen.note(`${message.id} (${message.eventType}) is left out: ${message.missing}.`)
  for (let tries = 0, waitMs = FIRST_WAIT_MS; ; tries++) {
    const result = await forward(message, listening)
    listening.last = result
    if (!isLocalAway(result)) return screen.forwarded(result)
    if (tries === 0) screen.note(`${listening.url} does not answer (${result.error}): ${message.id} waits for it, and all after it.`)
    await pause(waitMs)
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)
  }
}
