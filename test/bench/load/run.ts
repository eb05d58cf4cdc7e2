import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openApi, type Target } from './api.js'
import { now, until } from './clock.js'
import { watch, type Usage } from './processes.js'
import { startReceivers, type Receivers } from './receivers.js'
import { send, type Accepted, type Load, type SentMessages } from './send.js'
import { spreadOf, type Spread } from './spread.js'
import { createWorld, type Shape, type World } from './world.js'

/** A load, its target, and the number of messages before the measurement. */
export interface Plan extends Load, Shape {
  name: string
  warmUp: number
  /** The time after which the last deliveries count as lost, s. */
  drainSeconds: number
  /** Whether each call has an idempotency key, as the SDKs send it. */
  keys: boolean
}

export interface Result {
  target: string
  plan: Plan
  accepted: number
  refused: Record<string, number>
  /** Ids of messages that did not arrive at a healthy endpoint of their application. */
  lost: string[]
  repeated: number
  signatures: { checked: number, wrong: number }
  acceptedPerSecond: number
  /** Deliveries: arrivals at healthy endpoints. */
  deliveredPerSecond: number
  /** From the call to its 202, ms. */
  accept: Spread
  /** From the 202, as the caller read it, to the first byte at the receiver, ms; negative if that was earlier. */
  afterAccept: Spread
  /** From the call to the first byte at the receiver, ms. */
  delivery: Spread
  processes: Array<Usage & { cpuPerMessage: number }>
  /** By how much the data directory grew, bytes; undefined for a server that was started by another program. */
  diskPerMessage: number | undefined
}

const CONNECTIONS_AT_A_RATE = 128

/** Applications and endpoints on a server, on which loads run one after the other. */
export interface Bench { run: (plan: Plan) => Promise<Result>, close: () => Promise<void> }

/** Creates the applications, endpoints and receivers of a plan; throws when the server refuses. */
export async function openBench (target: Target, plan: Plan): Promise<Bench> {
  const connections = plan.rate === undefined ? plan.concurrency : CONNECTIONS_AT_A_RATE
  const api = openApi(target, { connections, keys: plan.keys })
  const receivers = await startReceivers()
  let world: World | undefined
  const close = async () => {
    await world?.remove()
    receivers.close()
    await api.close()
  }
  try {
    world = await createWorld(api, receivers, plan)
  } catch (error) {
    await close()
    throw error
  }
  const { applications } = world
  return {
    close,
    async run (plan) {
      await settle(receivers, await send(api, applications, { ...plan, rate: undefined, count: plan.warmUp }), plan)
      const watching = watch(target.processes)
      await watching.quiet()
      watching.begin()
      const before = { ...receivers.tally }
      const disk = diskOf(target)
      const begin = now()
      const sent = await send(api, applications, plan)
      const sendingMs = now() - begin
      await settle(receivers, sent, plan)
      await watching.quiet()
      const result = judge({ target, plan, sent, receivers, before, begin, sendingMs, usage: watching.end(), grown: diskOf(target) - disk })
      receivers.firstBytes.clear()
      return result
    }
  }
}

/** One load with its own applications and endpoints. */
export async function runPlan (target: Target, plan: Plan): Promise<Result> {
  const bench = await openBench(target, plan)
  try {
    return await bench.run(plan)
  } finally {
    await bench.close()
  }
}

/** The bytes that the files of a data directory take on the disk. */
function diskOf ({ directory }: Target): number {
  if (directory === undefined) return 0
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map(name => join(directory, name))
  return paths.reduce((sum, path) => sum + statSync(path).blocks * 512, 0)
}

const missing = ({ firstBytes }: Receivers, { id, slots }: Accepted) => slots.some(slot => firstBytes.get(id)?.has(slot) !== true)

/** Waits until every message has arrived. Arrived messages are not checked again. */
async function settle (receivers: Receivers, { accepted }: SentMessages, { drainSeconds }: Plan): Promise<void> {
  let at = 0
  await until(() => {
    while (at < accepted.length && !missing(receivers, accepted[at]!)) at++
    return at === accepted.length
  }, drainSeconds * 1000)
}

interface Run { target: Target, plan: Plan, sent: SentMessages, receivers: Receivers, before: Receivers['tally'], begin: number, sendingMs: number, usage: Usage[], grown: number }

function judge ({ target, plan, sent: { accepted, refused }, receivers, before, begin, sendingMs, usage, grown }: Run): Result {
  const { tally, firstBytes } = receivers
  const pairs = accepted.flatMap(message => message.slots.flatMap(slot => {
    const at = firstBytes.get(message.id)?.get(slot)
    return at === undefined ? [] : [{ message, at }]
  }))
  const lastArrival = pairs.reduce((latest, { at }) => Math.max(latest, at), begin)
  return {
    target: target.name,
    plan,
    accepted: accepted.length,
    refused,
    lost: accepted.filter(message => missing(receivers, message)).map(({ id }) => id),
    repeated: tally.repeated - before.repeated,
    signatures: { checked: tally.checked - before.checked, wrong: tally.wronglySigned - before.wronglySigned },
    acceptedPerSecond: accepted.length / sendingMs * 1000,
    deliveredPerSecond: pairs.length / Math.max(1, lastArrival - begin) * 1000,
    accept: spreadOf(accepted.map(({ calledAt, answeredAt }) => answeredAt - calledAt)),
    afterAccept: spreadOf(pairs.map(({ message, at }) => at - message.answeredAt)),
    delivery: spreadOf(pairs.map(({ message, at }) => at - message.calledAt)),
    processes: usage.map(one => ({ ...one, cpuPerMessage: one.cpuMs / accepted.length })),
    diskPerMessage: target.directory === undefined ? undefined : grown / accepted.length
  }
}
