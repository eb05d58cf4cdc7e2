import type { Context } from 'aws-lambda'
import type { Logger } from 'pino'
import { openBlobs } from '../hosting/open-blobs.js'
import { loadConfig, traceDaemon, type Config } from '../config.js'
import { createSqsDispatcher, type SqsDispatcher } from '../delivery/hand-off/sqs/dispatcher-sqs.js'
import { openQueue, type Queue } from '../delivery/hand-off/sqs/queue.js'
import type { Engine } from '../delivery/engine.js'
import type { Sender } from '../delivery/sending/sender.js'
import { createEngine } from '../hosting/create-engine.js'
import { createLog } from '../lib/logger.js'
import { once } from '../lib/open-once.js'
import { createVault, type Vault } from '../lib/secret-encryption.js'
import { createTracer } from '../lib/trace.js'
import { openDatabase, type Database } from '../repositories/database.js'
import { openMeasures } from './open-meter.js'
import type { BatchAnswer } from './records.js'

/** The parts of an event function's host. */
export interface Host { engine: Engine, queue: Queue, dispatcher: SqsDispatcher, flush: () => Promise<void> }

export interface HostOptions {
  name: string
  /** What a function with the main secret does with it; the others carry no code for it. */
  mainSecret?: {
    /** Reads it, and the values of other settings that are in parameters. */
    read: (config: Config) => Promise<Config>
    /** Throws when it is not that of the tables. */
    check: (db: Database, vault: Vault, log: Logger) => Promise<void>
  }
  /** Creates the sender of requests to endpoints; absent in functions that send none. */
  sender?: (config: Config) => Promise<Sender>
}

/** The host of a function, opened at first use. */
export const lazyHost = (options: HostOptions): () => Promise<Host> => once(async () => await open(options))

async function open ({ name, mainSecret, sender }: HostOptions): Promise<Host> {
  const given = loadConfig(undefined, { serverless: true, secrets: mainSecret ? ['mainSecret'] : [] })
  const config = await mainSecret?.read(given) ?? given
  if (config.queueUrl === undefined) throw new Error('POSTHORN_QUEUE_URL is not set: this function works with a queue.')
  const queue = openQueue(config.queueUrl)
  const dispatcher = createSqsDispatcher(queue)
  const tracer = createTracer(traceDaemon())
  const measures = openMeasures(name, config)
  const { meter, usage } = measures
  const db = openDatabase(config, openBlobs(config, { serverless: true }))
  const log = createLog(config.logLevel)
  if (mainSecret) {
    await mainSecret.check(db, createVault(config.mainSecret!, config.mainSecretSecond), log).catch((error: unknown) => {
      // An alarm watches this metric. Meanwhile, the function's work waits in its queue.
      meter.count('stuck')
      measures.flush(Date.now())
      throw error
    })
  }
  const engine = createEngine({
    config, mainSecret: config.mainSecret, mainSecretSecond: config.mainSecretSecond, db, dispatcher, log, meter, usage, tracer,
    ...(sender && { sender: await sender(config) })
  })
  const flush = async () => {
    measures.flush(Date.now())
    await tracer.flush()
  }
  return { engine, queue, dispatcher, flush }
}

/** A host for one invocation: its log lines contain the request id. `endsAt`: when the invocation must end, Unix ms. */
export interface Invocation extends Host { endsAt: number }

/** Runs the work of an invocation, and writes its metrics at the end. Keeps the process alive until then. */
export async function invoked<T> (open: () => Promise<Host>, context: Context, work: (invocation: Invocation) => Promise<T>): Promise<T> {
  const remaining = context.getRemainingTimeInMillis()
  // The engine's timers do not keep the process alive, and here no other resource may do so.
  const alive = setTimeout(() => {}, remaining)
  try {
    const host = await open()
    const { engine } = host
    try {
      const answer = await work({
        ...host,
        endsAt: engine.clock.now() + context.getRemainingTimeInMillis(),
        engine: { ...engine, log: engine.log.child({ requestId: context.awsRequestId }) }
      })
      countFailed(engine, answer)
      return answer
    } finally {
      await host.flush()
    }
  } finally {
    clearTimeout(alive)
  }
}

// An alarm watches this metric: Lambda counts no error when only entries failed.
function countFailed ({ meter }: Engine, answer: unknown): void {
  const failed = (answer as Partial<BatchAnswer> | undefined)?.batchItemFailures?.length ?? 0
  if (failed > 0) meter.count('entriesFailed', failed)
}
