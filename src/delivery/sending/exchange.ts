import { type Dispatcher, type Pool } from 'undici'
import type { AnswerHeaders } from '../../repositories/attempt-headers.js'
import { MAX_BODY_BYTES, bodyText } from './answer-body.js'
import { TOLD, toldHeaders } from './answer-headers.js'

/** A request in the form in which it is written to the connection. */
export interface WireRequest {
  path: string
  /** Names and values, alternating. */
  headers: string[]
  body: Buffer
}

/** The result of one exchange. `at` (of `performance.now`): when the response headers or the error came. */
export type Exchanged = { at: number } & (
  | { kind: 'answered', statusCode: number, retryAfter: string | undefined, headers: AnswerHeaders, body: string }
  /** `isBegun`: the connection was open and the request was about to be written, so the endpoint may have received it. */
  | { kind: 'failed', error: Error, isBegun: boolean }
  | { kind: 'timedOut' }
)

/** An exchange in progress. */
export interface Exchange {
  done: Promise<Exchanged>
  abort: (error: Error) => void
}

type Head = Pick<Extract<Exchanged, { kind: 'answered' }>, 'at' | 'statusCode' | 'retryAfter' | 'headers'>

// This much more is read, so that a body slightly over the limit does not cost the connection.
const SLACK_BYTES = 16_384

/**
 * Posts the request once and reads the answer until it ends, is too long, or the deadline passes (a time of
 * `performance.now`). Of its body, the first `most` bytes are kept. `done` never rejects. Once there is a status, the
 * result is 'answered', even if the body breaks off.
 */
export function startExchange (pool: Pool, request: WireRequest, deadline: number, most = MAX_BODY_BYTES): Exchange {
  const { promise: done, resolve } = withResolvers<Exchanged>()
  const chunks: Buffer[] = []
  let size = 0
  let head: Head | undefined
  let controller: Dispatcher.DispatchController | undefined
  let givenUp: Error | undefined

  const settle = (without: Exchanged, complete = false): void => {
    clearTimeout(timer)
    resolve(head === undefined ? without : { kind: 'answered', ...head, body: bodyText(Buffer.concat(chunks), complete, most) })
  }
  // undici cannot cancel a request before its connection is open. Such a request is aborted just before it would be written.
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
      head = { statusCode, retryAfter: [headers['retry-after']].flat()[0], headers: toldHeaders(headers[TOLD]), at: performance.now() }
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
