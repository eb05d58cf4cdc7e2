import type { Logger } from 'pino'
import type { Config } from '../config.js'
import type { Clock } from '../lib/clock.js'
import type { NewId } from '../lib/ids.js'
import type { Vault } from '../lib/secret-encryption.js'
import type { Tracer } from '../lib/trace.js'
import type { Database } from '../repositories/database.js'
import type { Admission } from './endpoint-health/admission.js'
import type { CircuitSettings } from './endpoint-health/circuit.js'
import type { EngineMeter } from './metrics.js'
import type { Dispatcher } from './dispatcher.js'
import type { Imports } from './import/import-task.js'
import type { Sender } from './sending/sender.js'

/** What the engine works with; the same functions run in every host, and in tests against driven time. */
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
  /** Only of a host that has a place for files. */
  readonly imports?: Imports
  readonly circuit: CircuitSettings
  /** What this process remembers of circuits and rates. */
  readonly admission: Admission
  readonly meter: EngineMeter
  readonly log: Logger
  /** Names this process in leases. */
  readonly instance: string
  readonly tracer?: Tracer
}

// The narrow parts that functions ask for. One that takes the whole engine hands deliveries over, and a dispatcher needs all of it.

/** The tables, and the time that conditions are compared with. */
export type Storage = Pick<Engine, 'db' | 'clock'>
/** For work that logs what it does or cannot do. */
export type LoggedStorage = Storage & Pick<Engine, 'log'>
/** For work with times and limits of the settings. */
export type ConfiguredStorage = Storage & Pick<Engine, 'config'>

/** How long a claim holds, ms: longer than an attempt with its one instant repetition and its writes can take. */
export const leaseMs = (engine: Pick<Engine, 'config'>) => 2 * engine.config.requestTimeoutMs + 15_000
