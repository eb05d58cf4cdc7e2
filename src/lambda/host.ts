import type { Context } from 'aws-lambda'
import { openBlobs } from '../hosting/open-blobs.js'
import { loadConfig, traceDaemon, type Config, type SecretName } from '../config.js'
import { createSqsDispatcher, type SqsDispatcher } from '../delivery/hand-off/sqs/dispatcher-sqs.js'
import { openQueue, type Queue } from '../delivery/hand-off/sqs/queue.js'
import type { Engine } from '../delivery/engine.js'
import type { Sender } from '../delivery/sending/sender.js'
import { createEngine } from '../hosting/create-engine.js'
import { createLog } from '../lib/logger.js'
import { once } from '../lib/open-once.js'
import { createVault } from '../lib/secret-encryption.js'
import { createTracer } from '../lib/trace.js'
import { openDatabase } from '../repositories/database.js'
import { openMeter } from './open-meter.js'
import { checkSecret } from './check-secret.js'
import { readSecrets } from './read-secrets.js'

/** What an event function works with. */
export interface Host { engine: Engine, queue: Queue, dispatcher: SqsDispatcher, flush: () => Promise<void> }

export interface HostOptions {
  name: string
  secrets?: readonly SecretName[]
  /** Makes what sends requests to endpoints; left out by those that send none. */
  sender?: (config: Config) => Sender
}

/** The host of a function, opened at its first use. */
export const lazyHost = (options: HostOptions): () => Promise<Host> => once(async () => await open(options))

async function open ({ name, secrets = [], sender }: HostOptions): Promise<Host> {
  // A function that sends no requests has no use for the proxy, and may not read its password.
  const kept = sender ? [...secrets, 'proxy' as const] : secrets
  const config = await readSecrets(loadConfig(undefined, { serverless: true, secrets }), kept)
  if (config.queueUrl === undefined) throw new Error('POSTHORN_QUEUE_URL is not set: this function works with a queue.')
  const queue = openQueue(config.queueUrl)
  const dispatcher = createSqsDispatcher(queue)
  const tracer = createTracer(traceDaemon())
  const meter = openMeter(name)
  const db = openDatabase(config, openBlobs(config, { serverless: true }))
  const log = createLog(config.logLevel)
  if (secrets.includes('mainSecret')) {
    await checkSecret(db, createVault(config.mainSecret!), log).catch((error: unknown) => {
      // An alarm looks at this: what the function was asked for waits in its queue meanwhile.
      meter.count('stuck')
      meter.flush(Date.now())
      throw error
    })
  }
  const engine = createEngine({
    config, mainSecret: config.mainSecret, db, dispatcher, log, meter, tracer, ...(sender && { sender: sender(config) })
  })
  const flush = async () => {
    meter.flush(Date.now())
    await tracer.flush()
  }
  return { engine, queue, dispatcher, flush }
}

/** What an invocation gives: a host whose log lines name it, and when it has to be over, Unix ms. */
export interface Invocation extends Host { endsAt: number }

/** Runs an invocation's work: what was measured is handed over at its end, and timers are kept going until then. */
export async function invoked<T> (open: () => Promise<Host>, context: Context, work: (invocation: Invocation) => Promise<T>): Promise<T> {
  const remaining = context.getRemainingTimeInMillis()
  // The engine's own timers let a process end, and here nothing else may be keeping it.
  const alive = setTimeout(() => {}, remaining)
  try {
    const host = await open()
    const { engine } = host
    try {
      return await work({
        ...host,
        endsAt: engine.clock.now() + context.getRemainingTimeInMillis(),
        engine: { ...engine, log: engine.log.child({ requestId: context.awsRequestId }) }
      })
    } finally {
      await host.flush()
    }
  } finally {
    clearTimeout(alive)
  }
}
