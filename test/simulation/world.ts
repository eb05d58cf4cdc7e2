import type { ACCESS } from '../../infra/access.js'
import type { Config } from '../../src/config.js'
import type { accept } from '../../src/delivery/accept/accept.js'
import type { acceptBatch } from '../../src/delivery/accept/accept-batch.js'
import type { Engine } from '../../src/delivery/engine.js'
import type { Pace } from '../../src/lib/pace.js'
import type { ReplayFilter } from '../../src/repositories/tasks.js'
import type { Blobs } from './blobs.js'
import type { Timeline } from './clock.js'
import type { Clocks } from './clocks.js'
import type { SimulatedClient } from './database.js'
import type { Faults } from './faults.js'
import type { Refusals } from './refusals.js'
import type { History } from './history.js'
import type { Request } from './network.js'
import type { Plan, PlannedMessage, PlannedRequest } from './plan.js'
import type { Poller } from './pollers.js'
import type { Process } from './process.js'
import type { Queue } from './queue.js'
import type { Random } from './random.js'
import type { Tables } from './tables.js'

/** One simulation: all its parts, and everything that was observed. */
export interface World {
  seed: number
  plan: Plan
  random: Random
  timeline: Timeline
  clocks: Clocks
  /** When it began, Unix ms. */
  start: number
  config: Config
  tables: Tables
  blobs: Blobs
  tableNames: string[]
  history: History
  faults: Faults
  refusals: Refusals
  /** Every request that any process sent to an endpoint. */
  requests: Request[]
  processes: Process[]
  queue: Queue
  /** The results of the clients' requests, including open ones. */
  outcomes: Outcome[]
  orgId: string
  appId: string
  /** The application of the management organization that gets the operational webhooks; empty if none are sent. */
  managementAppId: string
  /** The filter of each task, by the task's id. */
  filters: Map<string, ReplayFilter>
  /** Messages whose content a client asked to expunge. */
  expunged: Set<string>
  /** The id of each site's endpoint. */
  endpointIds: string[]
  /** The id of each polling endpoint. */
  sinkIds: string[]
  /** The pollers, and the messages that they were shown. */
  pollers: Poller[]
  crashes: Crash[]
  /** How many deliveries each process was reading at once, now and at most. */
  lookedAt: Map<string, { now: number, most: number }>
  sabotage: Sabotage
  violations: Violation[]
  violate: (invariant: string, text: string) => void
  /** Records an event: a line of the trace, and a part of its hash. */
  note: (text: string) => void
}

export interface Violation { invariant: string, text: string, at: number }

/** The end of a process's life: a crash, or the last moment of an orderly end. */
export interface Crash { at: number, instance: string }

export interface Outcome {
  request: PlannedRequest
  /** When the first request was made, Unix ms. */
  startedAt: number
  endedAt: number | undefined
  tries: number
  /** Done; refused with a 4xx; or given up because it cannot be repeated safely. */
  result: 'done' | 'refused' | 'given up' | undefined
  status: number | undefined
  /** The results of the messages of the request. */
  messages: AcceptedMessage[]
}

export interface AcceptedMessage { planned: PlannedMessage, id: string | undefined, status: number }

/** The mistake of a broken engine, which the simulation must notice; an empty one breaks nothing. */
export interface Sabotage {
  client?: (client: SimulatedClient, world: World) => SimulatedClient
  engine?: (engine: Engine, world: World) => Engine
  accept?: typeof accept
  acceptBatch?: typeof acceptBatch
  pace?: Pace
  /** A call of the database, such as `attempts Put`, that the role of a function lacks. */
  lacks?: Partial<Record<keyof typeof ACCESS, string>>
}
