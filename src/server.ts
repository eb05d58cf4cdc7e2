import type { AddressInfo } from 'node:net'
import { DAY_MS, MINUTE_MS, RETENTION_MS } from './facts/periods.js'
import { makeDirectory } from './lib/make-directory.js'
import type { Logger } from 'pino'
import { buildApp } from './app.js'
import { openBlobs } from './hosting/open-blobs.js'
import type { Config } from './config.js'
import { createLocalDispatcher, type LocalDispatcher } from './delivery/hand-off/local/dispatcher-local.js'
import type { Engine, LoggedStorage } from './delivery/engine.js'
import { createPollers } from './delivery/polling/pollers.js'
import { joinSecrets } from './hosting/main-secret-check.js'
import { refuseOldItems } from './hosting/old-items-check.js'
import { createEngine } from './hosting/create-engine.js'
import { openImports } from './hosting/open-imports.js'
import { openSender } from './hosting/open-sender.js'
import type { OpenTelemetry } from './hosting/open-telemetry.js'
import { resealInBackground } from './hosting/reseal-secrets.js'
import { secretsOf } from './hosting/first-start.js'
import { createUsage, type Usage } from './delivery/metrics.js'
import { createLog } from './lib/logger.js'
import { bothMeters } from './lib/metering.js'
import { addHoldControl } from './plugins/hold-control.js'
import { addInbox } from './plugins/inbox.js'
import type { Prometheus } from './plugins/metrics-page.js'
import { createTokens, type Tokens } from './http/tokens.js'
import { reachOf } from './hosting/listening.js'
import { watchHold } from './hosting/delivery-hold-watch.js'
import { alone, openDatabase, type Database } from './repositories/database.js'
import { purgeExpired } from './repositories/purge-expired.js'
import { ensureTables } from './repositories/tables.js'

export interface Server {
  /** Such as `http://127.0.0.1:8071`. */
  url: string
  tokens: Tokens
  /** What this start created, for the operator: `secrets`, names of tables. */
  created: string[]
  /** Only this machine can reach the server. */
  isLoopback: boolean
  /** Deliveries may go to loopback although no setting asks for it. */
  loopbackAllowed: boolean
  /** The built-in receiver for a first webhook; undefined when other machines could reach it. */
  inboxUrl: string | undefined
  /** The port of `/metrics` where it has one of its own. */
  metricsPort: number | undefined
  /** Whether deliveries are held, since this is a restored copy. */
  isHeld: () => boolean
  /** Takes no more requests, waits for work in progress, and closes the database. */
  close: () => Promise<void>
}

const CLOSE_WITHIN_MS = 35_000
// Each is a connection that waits; others are answered at once.
const HELD_POLLS = 1000

/** Starts the Node server: database, secrets, tables, engine and app, and takes over what an earlier process left. */
export async function startServer (config: Config, log: Logger = createLog(config.logLevel)): Promise<Server> {
  const isEmbedded = config.dynamodbEndpoint === 'embedded'
  const otel = await telemetryOf(config, log)
  const db = await open(config, isEmbedded)
  const dispatcher = createLocalDispatcher({ concurrency: config.deliveryConcurrency, isAlone: isEmbedded })
  try {
    const secrets = await secretsOf(config)
    const tables = await ensureTables(db)
    await refuseOldItems(db, config)
    await joinSecrets(db, config, secrets, log)
    const { isLoopback, loopbackAllowed, whitelist, hasInbox } = await reachOf(config)
    const prometheus = await prometheusOf(config.metrics ?? (isLoopback || config.metricsPort !== undefined))
    const engine = createEngine({
      ...secrets, config, db, dispatcher, sender: await openSender(config, whitelist), imports: openImports(config, { db }),
      pollers: createPollers(HELD_POLLS), log, telemetry: otel.telemetry,
      meter: bothMeters(prometheus?.meter, otel.meter), usage: usageOf(config, prometheus, otel)
    })
    const tokens = createTokens({ ...config, ...secrets }, engine.clock.now)
    const app = await buildApp({
      engine,
      tokens,
      before: async app => {
        addHoldControl(app)
        if (hasInbox) await addInbox(app)
        app.addHook('preClose', async () => engine.pollers.close())
        prometheus?.watch(app)
        otel.watch(app)
        if (config.metricsPort === undefined) await prometheus?.addMetrics(app, { isShared: !isLoopback })
      }
    })
    otel.observe(engine)
    const hold = await watchHold(engine, () => dispatcher.hold(engine, false))
    if (hold.isHeld()) dispatcher.hold(engine, true)
    await dispatcher.start(engine)
    await app.listen({ host: config.host, port: config.port })
    const ownMetrics = await metricsOf(prometheus, engine, config)
    const stopPurging = isEmbedded ? purgeDaily(engine) : () => {}
    const stopResealing = resealInBackground(engine, secrets.mainSecretSecond !== undefined)
    const stopTimers = () => {
      stopResealing()
      stopPurging()
      hold.stop()
    }
    const created = [...(secrets.created ? ['secrets'] : []), ...tables]
    const url = urlOf(config.host, app.server.address() as AddressInfo)
    const inboxUrl = hasInbox ? `${url}/inbox` : undefined
    return {
      url, tokens, created, metricsPort: ownMetrics?.port, isLoopback, loopbackAllowed, inboxUrl, isHeld: hold.isHeld,
      close: async () => await close({ app, ownMetrics, dispatcher, sender: engine.sender, otel, db, stopTimers })
    }
  } catch (error) {
    await dispatcher.close()
    await otel.close()
    await db.close()
    throw error
  }
}

async function open (config: Config, isEmbedded: boolean): Promise<Database> {
  const isMemory = config.dataDir === ':memory:'
  if (!isMemory) await makeDirectory(config.dataDir)
  const blobs = openBlobs(config)
  if (!isEmbedded) return openDatabase(config, blobs)
  const { openEmbeddedDatabase } = await import('./hosting/embedded-database.js')
  return alone(openDatabase(config, blobs, await openEmbeddedDatabase(config)))
}

async function prometheusOf (isServed: boolean) {
  if (!isServed) return undefined
  const { createPrometheus } = await import('./plugins/metrics-page.js')
  return createPrometheus()
}

function usageOf ({ usageMetrics }: Config, ...to: Array<{ countUsage?: () => Usage } | undefined>) {
  if (usageMetrics === undefined) return undefined
  return createUsage(usageMetrics, ...to.flatMap(one => one?.countUsage?.() ?? []))
}

const NO_TELEMETRY: OpenTelemetry = { watch () {}, observe () {}, close: async () => {} }

// Few servers need it: it is loaded by those alone.
async function telemetryOf (config: Config, log: Logger): Promise<OpenTelemetry> {
  if (config.otlpEndpoint === undefined || config.telemetryDisabled) return NO_TELEMETRY
  const { openTelemetry } = await import('./hosting/open-telemetry.js')
  return await openTelemetry(log)
}

async function metricsOf (prometheus: Prometheus | undefined, engine: Engine, { host, metricsPort }: Config) {
  return metricsPort === undefined ? undefined : await prometheus?.listen(engine, { host, port: metricsPort })
}

const FIRST_PURGE_MS = 10 * MINUTE_MS

/** The embedded database has no TTL, so expired items are removed once a day. Returns a function that stops this. */
function purgeDaily ({ db, clock, log, imports }: LoggedStorage & Pick<Engine, 'imports'>): () => void {
  let cancel = clock.wakeAt(clock.now() + FIRST_PURGE_MS, purge)
  function purge () {
    cancel = clock.wakeAt(clock.now() + DAY_MS, purge)
    Promise.all([purgeExpired(db, clock.now()), imports?.files.purge(clock.now() - RETENTION_MS)]).then(
      ([removed]) => { log.info({ removed }, 'purge.completed') },
      (error: unknown) => { log.error({ err: error }, 'purge.failed') }
    )
  }
  return () => cancel()
}

interface Running {
  app: { close: () => Promise<void> }
  ownMetrics: { close: () => Promise<void> } | undefined
  dispatcher: LocalDispatcher
  sender: { destroy: () => Promise<void> }
  otel: OpenTelemetry
  db: Database
  stopTimers: () => void
}

// First the server takes no more requests, then work in progress ends, then the database closes. Aborted deliveries are
// due again later.
async function close ({ app, ownMetrics, dispatcher, sender, otel, db, stopTimers }: Running): Promise<void> {
  stopTimers()
  await Promise.all([app.close(), ownMetrics?.close()])
  const cut = setTimeout(() => { void sender.destroy() }, CLOSE_WITHIN_MS)
  await dispatcher.close()
  clearTimeout(cut)
  await sender.destroy()
  // Before the database closes: the last metrics say what waits in it.
  await otel.close()
  await db.close()
}

function urlOf (host: string, { port }: AddressInfo): string {
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`
}
