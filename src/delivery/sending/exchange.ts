import { type Dispatcher, type Pool } from 'undici'
import { MAX_BODY_BYTES, bodyText } from './answer-body.js'

/** A request as it goes onto the wire. */
export interface WireRequest {
  path: string
  /** Names and values in turn. */
  headers: string[]
  body: Buffer
}

/** What one exchange came to; `at` (of `performance.now`) is when the response headers or the error came. */
export type Exchanged = { at: number } & (
  | { kind: 'answered', statusCode: number, retryAfter: string | undefined, body: string }
  /** `isBegun`: its connection stood and the request was about to be written, so that the other side may have it. */
  | { kind: 'failed', error: Error, isBegun: boolean }
  | { kind: 'timedOut' }
)

/** One exchange that is under way. */
export interface Exchange {
  done: Promise<Exchanged>
  abort: (error: Error) => void
}

type Head = Pick<Extract<Exchanged, { kind: 'answered' }>, 'at' | 'statusCode' | 'retryAfter'>

// This much more is still read, so that a body that is only a little too long does not cost the connection.
const SLACK_BYTES = 16_384

/**
 * Posts the request once and reads the answer until it ends, is too long or the deadline passes (a time of
 * `performance.now`). `done` never rejects; once there is a status it counts, whatever becomes of the body.
 */
export function startExchange (pool: Pool, request: WireRequest, deadline: number): Exchange {
  const { promise: done, resolve } = withResolvers<Exchanged>()
  const chunks: Buffer[] = []
  let size = 0
  let head: Head | undefined
  let controller: Dispatcher.DispatchController | undefined
  let givenUp: Error | undefined

  const settle = (without: Exchanged, complete = false): void => {
    clearTimeout(timer)
    resolve(head === undefined ? without : { kind: 'answered', ...head, body: bodyText(Buffer.concat(chunks), complete) })
  }
  // Until its connection stands, undici cannot cancel a request: it is stopped just before it would be written.
  const failed = (error: Error): Exchanged => ({ kind: 'failed', error, isBegun: controller !== undefined, at: performance.now() })
  const giveUp = (error: Error, without: Exchanged): void => {
    settle(without)
    givenUp = error
    controller?.abort(error)
  }
  const timer = setTimeout(() => {
    giveUp(new Error('the deadline passed'), { kind: 'timedOut', at: performance.now() })
  }, deadline - performance.now())

  pool.dispatch({ method: 'POST', ...request }, {
    onRequestStart (started) {
      controller = started
      if (givenUp !== undefined) started.abort(givenUp)
    },
    onResponseStart (_, statusCode, headers) {
      head = { statusCode, retryAfter: [headers['retry-after']].flat()[0], at: performance.now() }
    },
    onResponseData (receiving, chunk) {
      if (size <= MAX_BODY_BYTES) chunks.push(chunk)
      size += chunk.length
      if (size > MAX_BODY_BYTES + SLACK_BYTES) receiving.abort(new Error('the body is too long'))
    },
    onResponseEnd: () => settle({ kind: 'timedOut', at: performance.now() }, true),
    onResponseError: (_, error) => settle(failed(error))
  })
  return { done, abort: (error) => giveUp(error, failed(error)) }
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers<T> (): { promise: Promise<T>, resolve: (value: T) => void } {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((_resolve) => { resolve = _resolve })
  return { promise, resolve }
}
