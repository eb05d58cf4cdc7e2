import type { Row } from './items.js'
import type { Span } from './keys.js'

/** Reads what is stored, as it is between two transactions. */
export interface Reader {
  get: (key: string) => Row | undefined
  /** Rows in the order of their keys; backward from the last one of the span. To be read to its end, or left, at once. */
  range: (span: Span, isBackward: boolean) => Iterable<Row>
}

/** Writes that become visible and durable together. */
export interface Transaction {
  /** Sees what the transaction has written. */
  get: (key: string) => Row | undefined
  /** Keys as they were before the transaction. */
  keys: (span: Span) => string[]
  put: (key: string, row: Row) => void
  remove: (key: string) => void
  /** Runs once all is stored; not when that fails. */
  afterwards: (step: () => void) => void
}

/** Rows under keys whose characters are bytes, ordered by them. */
export interface Store extends Reader {
  /**
   * Runs a transaction's work, and resolves with its result once all that it wrote is stored. Work that throws has written
   * nothing before. Rejects with an InternalServerError when it cannot be stored; then nothing of it is.
   */
  write: <T>(work: (transaction: Transaction) => T) => Promise<T>
  close: () => Promise<void>
}
