import { type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { errors } from 'undici'
import { AnswerError } from './answer-error.js'
import { createHeadReader, type HeadReader } from './answer-head.js'

type Written = Array<{ chunk: Buffer, encoding: BufferEncoding }>

// A stale connection says so within one round trip: never later than its fastest answer took, and this much.
const STALE_SLACK_MS = 50
const MAX_STALE_MS = 500

/**
 * A connected socket as the HTTP client sees it: heads of answers come through as `createHeadReader` tells them anew, and
 * when it ends without an answer, the error says in words why, and whether the connection was stale. The client writes
 * each request at once and waits for its answer.
 */
export function answerStream (socket: Socket): Duplex {
  const heads = watchHeads()
  // What comes before the first request is held back: it is the beginning of what the endpoint has to say.
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
    // When it cannot be written, the end of the socket says why.
    socket.write(last.chunk, last.encoding, (error) => { if (error == null) done() })
    socket.uncork()
    for (const chunk of early.splice(0)) take(chunk)
  }

  const take = (chunk: Buffer): void => {
    if (stream.destroyed) return
    try {
      const passed = heads.read(chunk)
      if (passed === undefined) return
      // A request that is still being written has not been read: the next one would wait behind it.
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
    // Between two requests this is no failure, and undici takes this error so.
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

/** Where a connection is between a request and the head of its answer, and what its end means there. */
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
