import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Config } from './config.js'
import { createAdmission } from './delivery/admission.js'
import type { CircuitSettings } from './delivery/circuit.js'
import type { Dispatcher } from './delivery/dispatcher.js'
import type { Engine } from './delivery/engine.js'
import type { EngineMeter } from './delivery/metrics.js'
import { createGuard } from './delivery/guard.js'
import { createSender } from './delivery/request.js'
import { systemClock } from './lib/clock.js'
import { createIdFactory } from './lib/ids.js'
import { noMeter } from './lib/metrics.js'
import { createVault } from './lib/secrets.js'
import type { Database } from './repositories/database.js'

export const VERSION = '0.1.0'

export interface Parts { config: Config, mainSecret: string, whitelist: readonly string[], db: Database, dispatcher: Dispatcher, log: Logger, meter?: EngineMeter }

/** The engine of a host, on the real clock, network and randomness. */
export function createEngine ({ config, mainSecret, whitelist, db, dispatcher, log, meter = noMeter }: Parts): Engine {
  const sender = createSender({
    guard: createGuard(whitelist),
    timeoutMs: config.requestTimeoutMs,
    // The engine bounds what is in flight; waiting for a connection would count as the endpoint's slowness.
    connections: config.deliveryConcurrency,
    userAgent: `Posthorn/${VERSION} (+https://www.standardwebhooks.com)`
  })
  const clock = systemClock
  const newId = createIdFactory({ now: clock.now })
  const vault = createVault(mainSecret)
  const common = { config, db, clock, random: Math.random, newId, vault, sender, dispatcher, meter, log, instance: randomUUID() }
  return { ...common, circuit: circuitSettings(config), admission: createAdmission() }
}

/** The settings of circuits, put together. */
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
