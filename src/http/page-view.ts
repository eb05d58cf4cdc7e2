import { iteratorAfter, type Page } from '../repositories/pagination.js'
import { MARK } from './raw-mark.js'

// A Lambda function answers with 6 MB at most, in an envelope in which the body is a JSON string. A single item is always smaller.
const PAGE_BYTES = 5_500_000

/**
 * A page with each item converted by `show`. Where the page would be too large for an answer of any host, it is cut and
 * says that more follows: clients read on until `done`.
 */
export function pageOut<T, U extends { id: string } | { name: string }> (page: Page<T>, show: (item: T) => U): Page<U> {
  const walked = page.isBackward ? page.data.toReversed() : page.data
  const shown = walked.map(item => show(item))
  const room = shown.reduce((sum, item) => sum + mostEnveloped(item), 0) <= PAGE_BYTES ? shown.length : countThatFit(shown)
  if (room < shown.length) return endedEarly(page, shown.slice(0, room))
  return { ...page, data: page.isBackward ? shown.reverse() : shown }
}

/** How many items fit into an answer; at least one. */
function countThatFit (items: readonly object[]): number {
  let bytes = 0
  const over = items.findIndex((item, at) => (bytes += enveloped(item)) > PAGE_BYTES && at > 0)
  return over === -1 ? items.length : over
}

/**
 * An upper bound of an item's size in the envelope, bytes, without serializing it: a character that is escaped twice
 * takes seven bytes.
 */
function mostEnveloped (value: unknown): number {
  if (typeof value === 'string') return 7 * value.length + 10
  if (typeof value !== 'object' || value === null) return 40
  let bytes = 10
  for (const name in value) bytes += 7 * name.length + 20 + mostEnveloped(value[name as keyof typeof value])
  return bytes
}

function endedEarly<T, U extends { id: string } | { name: string }> (page: Page<T>, shown: U[]): Page<U> {
  const last = shown.at(-1)!
  const key = 'id' in last ? last.id : last.name
  return page.isBackward
    ? { ...page, data: shown.reverse(), prevIterator: `-${key}`, done: false }
    : { ...page, data: shown, iterator: iteratorAfter(key), done: false }
}

/** The size of an item in the answer's envelope, bytes. Raw JSON is escaped once there, every other text twice. */
function enveloped (item: object): number {
  let bytes = 0
  const rest = JSON.stringify(item, (_name, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith(MARK)) return value
    bytes += Buffer.byteLength(JSON.stringify(value))
    return ''
  })
  return bytes + Buffer.byteLength(JSON.stringify(rest))
}
