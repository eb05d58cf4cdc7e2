import type { api as Api, NodeSDK, resources as Resources } from '@opentelemetry/sdk-node'
import type { Logger } from 'pino'
import type { Engine } from '../delivery/engine.js'
import type { EngineMeter, Usage } from '../delivery/metrics.js'
import type { Telemetry } from '../delivery/telemetry.js'
import type { App } from '../http/app-types.js'
import { VERSION } from '../version.js'
import { createTelemetryMetrics } from './telemetry-metrics.js'
import { traceRequests } from './telemetry-requests.js'
import { createTelemetry } from './telemetry-spans.js'

interface Sdk { api: typeof Api, resources: typeof Resources, NodeSDK: typeof NodeSDK }

export interface OpenTelemetry {
  telemetry?: Telemetry
  meter?: EngineMeter
  /** Adds the metrics by application; without this call there are none. */
  countUsage?: () => Usage
  /** Makes a span of each request to the API, and measures how long it takes. */
  watch: (app: App) => void
  /** Measures, before metrics are sent, what waits in the database, and the process. */
  observe: (engine: Engine) => void
  /** Sends what was not sent yet, for at most 5 s. */
  close: () => Promise<void>
}

const PACKAGE = '@opentelemetry/sdk-node'
const VERSION_OF_NODE_20 = '0.223.0'
const CLOSE_WITHIN_MS = 5000
const SERVICE = { 'service.name': 'posthorn', 'service.version': VERSION }

/**
 * Starts traces and metrics by OpenTelemetry's SDK, by its own variables (`OTEL_*`). A collector that does not answer costs a line of the
 * log a minute. Rejects with what to install when the SDK is not there.
 */
export async function openTelemetry (log: Logger): Promise<OpenTelemetry> {
  const { api, resources, NodeSDK } = await load()
  const tell = (reason: string) => log.warn({ reason: shortened(reason) }, 'telemetry.trouble')
  const logger = { error: tell, warn: tell, info () {}, debug () {}, verbose () {} }
  api.diag.setLogger(logger, { logLevel: api.DiagLogLevel.WARN, suppressOverrideMessage: true })
  const sdk = new NodeSDK({
    resource: resources.defaultResource().merge(resources.resourceFromAttributes(SERVICE)),
    // The detector of processes would send the command line.
    resourceDetectors: [resources.envDetector, resources.hostDetector],
    // Logs are written to standard output.
    logRecordProcessors: []
  })
  sdk.start()
  const metrics = createTelemetryMetrics(api)
  return {
    telemetry: createTelemetry(api),
    meter: metrics.meter,
    countUsage: metrics.countUsage,
    observe: metrics.observe,
    watch (app) {
      metrics.watch(app)
      traceRequests(api, app)
    },
    async close () {
      const late = new Promise<void>(resolve => { setTimeout(resolve, CLOSE_WITHIN_MS).unref() })
      await Promise.race([sdk.shutdown().catch((error: Error) => tell(error.message)), late])
      for (const one of [api.trace, api.metrics, api.context, api.propagation, api.diag]) one.disable()
    }
  }
}

async function load (): Promise<Sdk> {
  try {
    // The SDK is in CommonJS: Node does not find all of its names.
    const { default: sdk } = await import('@opentelemetry/sdk-node') as unknown as { default: Sdk }
    return sdk
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new Error('OTEL_EXPORTER_OTLP_ENDPOINT is set, and OpenTelemetry\'s SDK is not installed beside Posthorn. ' +
      `In the folder where Posthorn is installed: npm install ${PACKAGE}@${VERSION_OF_NODE_20}`)
  }
}

// The SDK's messages of errors may be whole stacks, as JSON.
const shortened = (reason: string) => (/"message":"((?:[^"\\]|\\.)*)"/.exec(reason)?.[1] ?? reason).slice(0, 300)
