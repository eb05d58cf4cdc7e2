import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { FileProblem } from './file-problem.js'

export type Bytes = AsyncIterable<Buffer>

const GZIP = Buffer.from([0x1f, 0x8b])
const CHUNK_BYTES = 256 * 1024
// JSON files compress to a tenth, very repetitive ones to a hundredth; the limit of deflate is a thousandth.
const MAX_RATIO = 400
// Smaller outputs are not checked: they do not affect other callers.
const FREE_BYTES = 64 * 1024 * 1024

/** The first `size` bytes of a stream, or fewer when it is shorter, and the whole stream. */
export async function peek (source: Bytes, size: number): Promise<{ head: Buffer, all: Bytes }> {
  const iterator = source[Symbol.asyncIterator]()
  const parts: Buffer[] = []
  let length = 0
  let isOver = false
  while (length < size && !isOver) {
    const { value, done } = await iterator.next() as IteratorResult<Buffer, undefined>
    isOver = done === true
    if (!value) continue
    parts.push(value)
    length += value.length
  }
  const head = Buffer.concat(parts)
  return { head, all: again(head, iterator) }
}

async function * again (head: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
  } finally {
    await iterator.return?.()
  }
}

/** Whether the first bytes of a file are those of gzip. */
export const isGzip = (head: Buffer) => head.subarray(0, 2).equals(GZIP)

/** The stream without its first `count` bytes. */
export async function * skip (source: Bytes, count: number): AsyncGenerator<Buffer> {
  let left = count
  for await (const chunk of source) {
    if (left < chunk.length) yield left > 0 ? chunk.subarray(left) : chunk
    left = Math.max(0, left - chunk.length)
  }
}

/** Decompresses gzip. Throws a `FileProblem` when the data is damaged, truncated, or so compressible that it must be an attack. */
export async function * inflated (source: Bytes): AsyncGenerator<Buffer> {
  let [taken, given] = [0, 0]
  const counted = async function * () {
    for await (const chunk of source) {
      taken += chunk.length
      yield chunk
    }
  }
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  pipeline(Readable.from(counted(), { objectMode: false }), gunzip, () => {})
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      given += chunk.length
      if (given > FREE_BYTES && given > taken * MAX_RATIO) {
        throw new FileProblem(`The file inflates to more than ${MAX_RATIO} times its size.`)
      }
      yield chunk
    }
  } catch (error) {
    throw problemOf(error as NodeJS.ErrnoException)
  } finally {
    gunzip.destroy()
  }
}

function problemOf (error: NodeJS.ErrnoException): Error {
  if (error.code === 'Z_BUF_ERROR') return new FileProblem('The gzip data ends too early: the file is truncated.')
  return error.code?.startsWith('Z_') ? new FileProblem('The gzip data is broken.') : error
}
