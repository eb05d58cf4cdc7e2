import { open, type RootDatabase, type RootDatabaseOptionsWithPath } from 'lmdb'
import type { Row } from './items.js'
import { named } from './refusals.js'
import { decodeRow, encodeRow } from './row-codec.js'
import type { Store, Transaction } from './store.js'

export interface LmdbOptions {
  /** The directory of the files; it must exist. */
  path: string
}

// How many writes share a transaction at most. Their conditions are evaluated in one turn of the event loop.
const MOST_TOGETHER = 500

interface Waiting { work: (transaction: Transaction) => unknown, resolve: (result: never) => void, reject: (error: unknown) => void }

type Changes = Map<string, Row | undefined>

/**
 * The open files, and a view of the state after the last transaction. The view shows only what is on disk, which a
 * power failure cannot undo.
 */
interface Files { db: RootDatabase<Row, string>, view: { transaction: ReturnType<RootDatabase['useReadTransaction']> } }

/** Opens a store in files. Throws the error of LMDB or the system when they cannot be opened. Only one process may open them. */
export function openLmdbStore (options: LmdbOptions): Store {
  const db = openFiles(options)
  const files: Files = { db, view: { transaction: db.useReadTransaction() } }
  const { add, whenIdle } = createQueue(files)
  let closing: Promise<void> | undefined

  async function end (): Promise<void> {
    await whenIdle()
    files.view.transaction.done()
    await db.close()
  }

  return {
    get: key => db.get(key, files.view),
    * range (span, isBackward) {
      const bounds = isBackward ? { start: span.end, exclusiveStart: true, end: span.start, inclusiveEnd: true, reverse: true } : span
      for (const { value } of db.getRange({ ...bounds, ...files.view })) yield value
    },
    write: async work => await new Promise((resolve, reject) => {
      if (closing) return reject(notStored('it is closed'))
      add({ work, resolve, reject })
    }),
    close: async () => await (closing ??= end())
  }
}

/**
 * Writes that wait when a transaction ends share the next one. Two transactions are never in progress at the same time,
 * because the second would be based on changes that may fail.
 */
function createQueue (files: Files): { add: (one: Waiting) => void, whenIdle: () => Promise<void> } {
  const waiting: Waiting[] = []
  let running: Promise<void> | undefined

  async function run (): Promise<void> {
    // Waits one turn of the event loop, so that all writes of that turn are stored together.
    await new Promise(setImmediate)
    while (waiting.length > 0) await store(files, waiting.splice(0, MOST_TOGETHER))
    running = undefined
  }

  return {
    add (one) {
      waiting.push(one)
      running ??= run()
    },
    whenIdle: async () => await running
  }
}

async function store (files: Files, together: Waiting[]): Promise<void> {
  const changes: Changes = new Map()
  const steps: Array<() => void> = []
  const transaction = transactionOver(files, changes, steps)
  const settle = together.map(({ work, resolve, reject }) => {
    try {
      const result = work(transaction)
      return () => resolve(result as never)
    } catch (error) {
      return () => reject(error)
    }
  })
  if (changes.size > 0) {
    try {
      await commit(files, changes)
    } catch (error) {
      for (const { reject } of together) reject(error)
      return
    }
  }
  // The state that a refused condition was evaluated against is on disk too by now.
  for (const step of [...steps, ...settle]) step()
}

function openFiles ({ path }: LmdbOptions): RootDatabase<Row, string> {
  const options: RootDatabaseOptionsWithPath & { txnStartThreshold: number } = {
    path,
    // Without this option, a write may resolve before it is synced.
    overlappingSync: false,
    // A batch is a transaction. Without this option it would wait for the next turn of the event loop.
    eventTurnBatching: false,
    txnStartThreshold: 1,
    noSubdir: false,
    maxDbs: 1,
    // The characters of keys are bytes.
    keyEncoder: {
      writeKey: (key: string, target: Buffer, start: number) => start + target.write(key, start, 'latin1'),
      readKey: (source: Buffer, start: number, end: number) => source.toString('latin1', start, end)
    },
    encoder: { encode: encodeRow, decode: decodeRow }
  }
  return open<Row, string>(options)
}

function transactionOver ({ db, view }: Files, changes: Changes, steps: Array<() => void>): Transaction {
  return {
    get: key => changes.has(key) ? changes.get(key) : db.get(key, view),
    keys: span => [...db.getKeys({ ...span, ...view })],
    put: (key, row) => { changes.set(key, row) },
    remove: key => { changes.set(key, undefined) },
    afterwards: step => { steps.push(step) }
  }
}

/** Stores changes on disk in one transaction, and renews the view. */
async function commit ({ db, view }: Files, changes: Changes): Promise<void> {
  try {
    await db.batch(() => {
      for (const [key, row] of changes) void (row ? db.put(key, row) : db.remove(key))
    })
  } catch (error) {
    const cause = await (error as { commitError?: Promise<Error> }).commitError?.catch((cause: Error) => cause)
    // After the colon, LMDB's message names pages and buffers.
    throw notStored((cause ?? error as Error).message.split(':')[0]!, cause ?? error)
  }
  view.transaction.done()
  db.resetReadTxn()
  view.transaction = db.useReadTransaction()
}

const notStored = (reason: string, cause?: unknown) =>
  Object.assign(named('InternalServerError', `The database could not store this: ${reason}`, 500), { cause })
