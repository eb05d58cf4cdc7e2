import { type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { errors } from 'undici'
import { AnswerError } from './answer-error.js'
import { createHeadReader, type HeadReader } from './answer-head.js'

type Written = Array<{ chunk: Buffer, encoding: BufferEncoding }>

// A stale connection ends within one round trip: at most its fastest answer so far and this much later.
const STALE_SLACK_MS = 50
const MAX_STALE_MS = 500

/**
 * Wraps a connected socket for the HTTP client. The client sees heads of answers as `createHeadReader` rewrites them.
 * When the socket ends without an answer, the error says why, and whether the connection was stale. The client writes
 * each request at once and waits for its answer.
 */
export function answerStream (socket: Socket): Duplex {
  const heads = watchHeads()
  // Bytes before the first request are kept: they are the beginning of the endpoint's answer.
  const early: Buffer[] = []
  let isEnded = false

  const stream = new Duplex({
    read: () => { socket.resume() },
    write: (chunk: Buffer, encoding, done) => { ask([{ chunk, encoding }], done) },
    writev: (written, done) => { ask(written, done) },
    destroy: (error, done) => {
      socket.destroy()
      done(error)
    }
  })

  const ask = (written: Written, done: (error?: Error | null) => void): void => {
    if (heads.phase() !== 'head') heads.begin()
    socket.cork()
    const last = written.pop()!
    for (const { chunk, encoding } of written) socket.write(chunk, encoding)
    // When the write fails, the end of the socket gives the reason.
    socket.write(last.chunk, last.encoding, (error) => { if (error == null) done() })
    socket.uncork()
    for (const chunk of early.splice(0)) take(chunk)
  }

  const take = (chunk: Buffer): void => {
    if (stream.destroyed) return
    try {
      const passed = heads.read(chunk)
      if (passed === undefined) return
      // The endpoint answered before it read the whole request. The next request would wait behind the rest, so the
      // connection ends.
      const lines = socket.writableLength > 0 ? [...passed.lines, 'connection: close'] : passed.lines
      push(Buffer.concat([Buffer.from([...lines, '', ''].join('\r\n'), 'latin1'), passed.rest]))
    } catch (error) {
      stream.destroy(error as Error)
    }
  }

  const push = (chunk: Buffer): void => { if (!stream.push(chunk)) socket.pause() }

  const end = (error?: NodeJS.ErrnoException): void => {
    if (isEnded || stream.destroyed) return
    isEnded = true
    if (heads.phase() !== 'passed') stream.destroy(heads.ended(error))
    // Between two requests an end is no failure; undici treats this error so.
    else if (error !== undefined) stream.destroy(new errors.SocketError('closed'))
    else stream.push(null)
  }

  socket
    .on('data', (chunk: Buffer) => {
      const phase = heads.phase()
      if (phase === 'passed') push(chunk)
      else if (phase === 'head') take(chunk)
      else early.push(chunk)
    })
    .on('end', end).on('error', end).on('close', () => end())

  return Object.assign(stream, { ref: () => socket.ref(), unref: () => socket.unref() })
}

/** Tracks whether a connection waits for the head of an answer, and what an end of the connection means. */
function watchHeads () {
  let phase: 'new' | 'head' | 'passed' = 'new'
  let reader: HeadReader
  let isUsed = false
  let hasBegun = false
  let askedAt = 0
  let fastestMs = Infinity

  return {
    phase: () => phase,
    begin (): void {
      isUsed = phase === 'passed'
      phase = 'head'
      hasBegun = false
      reader = createHeadReader()
      askedAt = performance.now()
    },
    read (chunk: Buffer) {
      if (!hasBegun) fastestMs = Math.min(fastestMs, performance.now() - askedAt)
      hasBegun = true
      const head = reader.read(chunk)
      if (head !== undefined) phase = 'passed'
      return head
    },
    ended (error: NodeJS.ErrnoException | undefined): AnswerError {
      const isStale = isUsed && !hasBegun && performance.now() - askedAt <= Math.min(MAX_STALE_MS, fastestMs + STALE_SLACK_MS)
      const closed = `The endpoint closed the connection ${hasBegun ? 'before its answer was whole' : 'without an answer'}.`
      return new AnswerError('connection', error?.code === undefined ? closed : `The connection failed (${error.code}).`, { isStale })
    }
  }
}
