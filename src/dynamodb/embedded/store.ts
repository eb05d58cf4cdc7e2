import type { Row } from './items.js'
import type { Span } from './keys.js'

/** Reads the stored rows, in the state between two transactions. */
export interface Reader {
  get: (key: string) => Row | undefined
  /**
   * Rows in the order of their keys; `isBackward`: from the last one of the span. The caller must read or abandon them
   * without waiting in between.
   */
  range: (span: Span, isBackward: boolean) => Iterable<Row>
}

/** Writes that become visible and durable at the same time. */
export interface Transaction {
  /** Includes what this transaction has written. */
  get: (key: string) => Row | undefined
  /** The keys in the state before the transaction. */
  keys: (span: Span) => string[]
  put: (key: string, row: Row) => void
  remove: (key: string) => void
  /** Runs after everything is stored, and not when that fails. */
  afterwards: (step: () => void) => void
}

/** Rows ordered by their keys, whose characters are bytes. */
export interface Store extends Reader {
  /**
   * Runs the work of a transaction, and resolves with its result when all its writes are stored. Work must throw before
   * it writes. Rejects with an InternalServerError when storing fails; then no write of it is stored.
   */
  write: <T>(work: (transaction: Transaction) => T) => Promise<T>
  close: () => Promise<void>
}
