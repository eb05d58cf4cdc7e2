import type { Logger } from 'pino'
import type { Config } from '../config.js'
import type { Clock } from '../lib/clock.js'
import type { NewId } from '../lib/ids.js'
import type { Vault } from '../lib/secret-encryption.js'
import type { Tracer } from '../lib/trace.js'
import type { Database } from '../repositories/database.js'
import type { Admission } from './endpoint-health/admission.js'
import type { CircuitSettings } from './endpoint-health/circuit.js'
import type { EngineMeter, Usage } from './metrics.js'
import type { Dispatcher } from './dispatcher.js'
import type { Imports } from './import/import-task.js'
import type { Pollers } from './polling/pollers.js'
import type { Sender } from './sending/sender.js'
import type { Telemetry } from './telemetry.js'

/** What the engine's functions receive. The same functions run in every host, and in tests with driven time. */
export interface Engine {
  readonly config: Config
  readonly db: Database
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly newId: (prefix: string) => NewId
  readonly vault: Vault
  readonly sender: Sender
  readonly dispatcher: Dispatcher
  /** Only in a host that can store files. */
  readonly imports?: Imports
  readonly circuit: CircuitSettings
  /** What this process remembers of circuits and rates. */
  readonly admission: Admission
  /** What this process remembers of polls. */
  readonly pollers: Pollers
  readonly meter: EngineMeter
  /** Only where usage is counted by application. */
  readonly usage?: Usage
  readonly log: Logger
  /** The name of this process in leases. */
  readonly instance: string
  readonly tracer?: Tracer
  readonly telemetry?: Telemetry
}

// The narrow parts that functions ask for. A function with the whole engine hands deliveries over: a dispatcher needs all of it.

/** The tables, and the clock for conditions on time. */
export type Storage = Pick<Engine, 'db' | 'clock'>
/** For functions that log. */
export type LoggedStorage = Storage & Pick<Engine, 'log'>
/** For functions that need times and limits of the settings. */
export type ConfiguredStorage = Storage & Pick<Engine, 'config'>

/** The length of a lease, ms: longer than an attempt with its one immediate repetition and its writes can take. */
export const leaseMs = (engine: Pick<Engine, 'config'>) => 2 * engine.config.requestTimeoutMs + 15_000
