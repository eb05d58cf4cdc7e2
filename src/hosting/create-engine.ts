import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Config } from '../config.js'
import { createAdmission } from '../delivery/endpoint-health/admission.js'
import type { CircuitSettings } from '../delivery/endpoint-health/circuit.js'
import type { Dispatcher } from '../delivery/dispatcher.js'
import type { Engine } from '../delivery/engine.js'
import type { Imports } from '../delivery/import/import-task.js'
import type { EngineMeter, Usage } from '../delivery/metrics.js'
import { createPollers, type Pollers } from '../delivery/polling/pollers.js'
import type { Sender } from '../delivery/sending/sender.js'
import type { Telemetry } from '../delivery/telemetry.js'
import { systemClock } from '../lib/clock.js'
import { createIdFactory } from '../lib/ids.js'
import { noMeter } from '../lib/metering.js'
import { createVault, type Vault } from '../lib/secret-encryption.js'
import type { Tracer } from '../lib/trace.js'
import type { Database } from '../repositories/database.js'

export interface Parts {
  config: Config
  /** Absent in a host that opens and seals no secrets. */
  mainSecret?: string | undefined
  /** A second main secret. It only opens what is sealed, and seals nothing. */
  mainSecretSecond?: string | undefined
  db: Database
  dispatcher: Dispatcher
  /** Absent in a host that sends nothing to endpoints. */
  sender?: Sender
  /** Absent in a host that cannot store files. */
  imports?: Imports | undefined
  /** Left out by a host that holds no poll open. */
  pollers?: Pollers
  log: Logger
  meter?: EngineMeter
  usage?: Usage | undefined
  tracer?: Tracer
  telemetry?: Telemetry | undefined
}

/** The engine of a host, with real clock and random numbers. */
export function createEngine (parts: Parts): Engine {
  const { config, mainSecret, mainSecretSecond, db, dispatcher, sender = noSender, imports, log, meter = noMeter, tracer } = parts
  const { pollers = createPollers(), telemetry, usage } = parts
  const clock = systemClock
  const newId = createIdFactory({ now: clock.now })
  const vault = mainSecret === undefined ? noVault : createVault(mainSecret, mainSecretSecond)
  const common = { config, db, clock, random: Math.random, newId, vault, sender, dispatcher, pollers, meter, log, instance: randomUUID() }
  return {
    ...common, circuit: circuitSettings(config), admission: createAdmission(), ...(imports && { imports }), ...(tracer && { tracer }),
    ...(telemetry && { telemetry }), ...(usage && { usage })
  }
}

/**
 * For a host that delivers nothing. If it gets a delivery anyway, the attempt fails before anything is sent, and is left to
 * other hosts.
 */
const noSender: Sender = {
  send: async () => { throw new Error('This host sends nothing to endpoints.') },
  close: async () => {},
  destroy: async () => {}
}

const withoutSecret = () => { throw new Error('This host has no main secret.') }
const noVault: Vault = { seal: withoutSecret, open: withoutSecret, isCurrent: withoutSecret }

/** The settings of circuits. */
export function circuitSettings (config: Config): CircuitSettings {
  return {
    enabled: config.circuitBreaker,
    failures: config.circuitFailures,
    failureRate: config.circuitFailureRate / 100,
    windowMs: config.circuitWindowMs,
    cooldownMs: config.circuitCooldownMs,
    maxCooldownMs: config.circuitMaxCooldownMs
  }
}
