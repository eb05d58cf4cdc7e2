import type { Delivery } from '../../src/repositories/deliveries.js'
import { acceptance } from './invariants/acceptance.js'
import { attention } from './invariants/attention.js'
import { attempts, checkRequest } from './invariants/attempts.js'
import { circuits } from './invariants/circuits.js'
import { checkDelivery } from './invariants/deliveries.js'
import { endpoints } from './invariants/endpoints.js'
import { operational } from './invariants/operational.js'
import { polling } from './invariants/polling.js'
import { outcomes } from './invariants/outcomes.js'
import { schedule } from './invariants/schedule.js'
import { tasks } from './invariants/tasks.js'
import { waiting } from './invariants/waiting.js'
import type { Request } from './network.js'
import type { World } from './world.js'

/** The invariants at the end of every simulation. Each violation is a sentence. */
export interface Invariant {
  name: string
  check: (world: World) => string[]
}

/** All invariants that are checked at the end. Those of every step are in `onDelivery` and `onRequest`. */
export const invariants: Invariant[] = [
  ...acceptance, ...attempts, ...outcomes, ...schedule, ...endpoints, ...circuits, ...tasks, ...operational, ...waiting, ...polling,
  ...attention
]

/** Called for every version of every delivery as it is stored. */
export const onDelivery = (world: World, before: Delivery | undefined, after: Delivery) => checkDelivery(world, before, after)

/** Called for every request that leaves a process. */
export const onRequest = (world: World, request: Request) => checkRequest(world, request)
