import type { Application } from '../../repositories/applications.js'
import type { Endpoint } from '../../repositories/endpoints.js'
import type { Engine } from '../engine.js'
import * as circuits from './circuit.js'
import { paceOf } from './rate-limit-slots.js'
import type { Limit } from './rate-limit.js'

/** Whose limit it is: that of an endpoint, of its application, or of a circuit that was closed a moment ago. */
export type LimitOf = 'endpoint' | 'application' | 'circuit'

/** A limit with its present rate, messages a second. */
export interface NamedLimit extends Limit { of: LimitOf, rate: number }

/** The limits that hold for deliveries to an endpoint now. Where none is set there are none. */
export function limitsOf (
  { clock, circuit: { enabled } }: Pick<Engine, 'clock' | 'circuit'>,
  { id, circuit, throttleRate }: Endpoint,
  application: Application
): NamedLimit[] {
  const limits: NamedLimit[] = []
  const drainRate = enabled ? circuits.drainRate(circuit, clock.now()) : Infinity
  if (drainRate < Infinity) {
    const pace = (at: number) => 1000 / circuits.drainRate(circuit, at)
    limits.push({ of: 'circuit', rate: drainRate, key: `drain|${id}|${circuit!.since}`, pace })
  }
  if (throttleRate !== null) limits.push({ of: 'endpoint', rate: throttleRate, key: id, pace: paceOf(throttleRate) })
  const { id: appId, throttleRate: ofAll } = application
  if (ofAll !== null) limits.push({ of: 'application', rate: ofAll, key: appId, pace: paceOf(ofAll) })
  return limits
}
