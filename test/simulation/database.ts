import type { DynamoDb, Operation } from '../../src/dynamodb/call.js'
import type { Life, Timeline } from './clock.js'
import type { Fault, Faults } from './faults.js'
import type { Random } from './random.js'
import type { Tables } from './tables.js'

/** One call as the engine makes it. */
export interface Call { name: Operation, input: object }

export interface SimulatedClient { call: (operation: Operation, input: object) => Promise<object> }

export interface ClientOptions {
  timeline: Timeline
  tables: Tables
  faults: Faults
  random: Random
  life: Life
  crash: () => void
  /** The database is part of the process: a call in flight is lost in a crash. */
  isEmbedded: boolean
  /** Called for every try of every call that was not simply answered. */
  note: (call: Call, fault: Fault) => void
}

// As the remote client does.
const MAX_TRIES = 3
const TIMEOUT_MS = 1500
// The longest waits of the SDK's standard mode before the second and the third try.
const BACKOFF_MS = [100, 200]
const THROTTLED_BACKOFF_MS = [500, 1000]

interface Try { call: Call, number: number, resolve: (output: object) => void, reject: (error: Error) => void }

/**
 * What one process has in place of a client of DynamoDB: the same errors, the same three tries, over tables that all
 * processes share. After its process has crashed, no promise of it ever settles.
 */
export function createClient (options: ClientOptions): SimulatedClient {
  const { timeline, tables, faults, random, life, note } = options

  const later = (ms: number, step: () => void) => timeline.at(timeline.now() + ms, () => { if (life.isAlive) step() })

  function run (one: Try): void {
    const fault = faults.draw()
    if (fault !== 'none') note(one.call, fault)
    BEHAVIOURS[fault](one)
  }

  // A call on its way to a remote database arrives, also if its sender died.
  function apply (one: Try, after: number, answered?: (answer: () => void) => void): void {
    timeline.at(timeline.now() + after, () => {
      if (options.isEmbedded && !life.isAlive) return
      let answer: () => void
      try {
        const output = tables.apply(one.call.name, one.call.input)
        answer = () => one.resolve(output)
      } catch (error) {
        answer = () => one.reject(Object.assign(error as Error, { status: 400, attempts: one.number }))
      }
      if (life.isAlive) answered?.(answer)
    })
  }

  function fail (one: Try, after: number, { error, backoff = BACKOFF_MS }: { error: Error, backoff?: readonly number[] }): void {
    later(after, () => {
      if (one.number === MAX_TRIES) return one.reject(Object.assign(error, { attempts: one.number }))
      later(Math.ceil(random.next() * backoff[one.number - 1]!), () => run({ ...one, number: one.number + 1 }))
    })
  }

  // Many answers come in the same moment, as good an order as any for fewer steps; looks at an index, of which there are most, always.
  function answerSoon (one: Try): void {
    const isAtOnce = one.call.name === 'Query' || random.chance(0.5)
    apply(one, random.integer(1, 8), answer => isAtOnce ? answer() : later(random.integer(0, 6), answer))
  }

  const timeout = () => named('TimeoutError', { message: 'The request timed out.' })
  const BEHAVIOURS: Record<Fault, (one: Try) => void> = {
    none: answerSoon,
    refused: one => fail(one, 1, { error: named('Error', { code: 'ECONNREFUSED' }) }),
    throttled: one => fail(one, 3, {
      error: named(random.pick(['ThrottlingException', 'ProvisionedThroughputExceededException']), { status: 400 }),
      backoff: THROTTLED_BACKOFF_MS
    }),
    internal: one => fail(one, 5, { error: named('InternalServerError', { status: 500 }) }),
    lost: one => fail(one, TIMEOUT_MS, { error: timeout() }),
    unanswered (one) {
      apply(one, random.integer(1, TIMEOUT_MS - 1))
      fail(one, TIMEOUT_MS, { error: timeout() })
    },
    reset (one) {
      apply(one, 2)
      fail(one, random.integer(2, 50), { error: named('Error', { code: 'ECONNRESET' }) })
    },
    late (one) {
      apply(one, random.integer(TIMEOUT_MS, 4 * TIMEOUT_MS))
      fail(one, TIMEOUT_MS, { error: timeout() })
    },
    slow: one => apply(one, random.integer(5, 700), answer => later(random.integer(5, 700), answer)),
    crashBefore: () => options.crash(),
    crashAfter (one) {
      apply(one, random.integer(1, 4), () => options.crash())
    }
  }

  return {
    call: (name, input) => new Promise<object>((resolve, reject) => {
      if (!life.isAlive) return
      run({ call: { name, input }, number: 1, resolve, reject })
    })
  }
}

/** The client in the type that a Database wants. */
export const asDynamoDb = ({ call }: SimulatedClient): DynamoDb => ({ call, close: async () => {} })

function named (name: string, { message, code, status }: { message?: string, code?: string, status?: number }): Error {
  const error = Object.assign(new Error(message ?? code ?? name), { name })
  return Object.assign(error, code !== undefined && { code }, status !== undefined && { status })
}
