import { parseArgs } from 'node:util'
import type { Target, Watched } from './api.js'
import type { Plan } from './run.js'

export const USAGE = `npm run bench:load -- [scenario] [options]

  Sends messages to a server with this API from outside, checks that every one arrived, and prints rates, latencies, and the
  CPU and memory of its processes. Without --url it builds and starts Posthorn and the floor, a program that does the least
  that a message needs, in turn; without a scenario it then plays one, batch, ten, hang and rest and compares with the budgets.

  one     one endpoint, 16 calls at a time          rest    one message after the other; beside a bare fdatasync
  batch   the same in batches of 100                hang    30 messages a second to ten endpoints, then one more that hangs
  ten     ten endpoints                             rate    the highest open rate at which all arrive, p95 below one second

  --url http://127.0.0.1:8071 --token TOKEN         the server, if it is not to be started
  --pid server=123 --pid 456                        processes whose CPU and memory count, with their children
  --concurrency 16 | --rate N | --one-by-one        calls at a time; messages a second, whatever the answers take
  --batch 1  --payload 800  --keys                  messages a call; bytes; an idempotency key for each call, as SDKs send it
  --applications 1  --endpoints 1                   endpoints are those of each application
  --hang 0  --fail 0                                how many of all the endpoints never answer, or answer 500
  --seconds 15  --count 20000  --warm-up 500        a load ends at the first of the two; what does not count before it
  --drain 60                                        seconds after which a message that has not arrived is lost
  --rounds 3                                        how often posthorn and the floor take turns in 'one'; medians count
  --minutes 5                                       how long 'rate' holds the rate that it found
  --json                                            prints the results as JSON; --no-build takes dist as it is
`

const TEXTS = {
  url: 'string', token: 'string', concurrency: 'string', rate: 'string', batch: 'string', payload: 'string', applications: 'string',
  endpoints: 'string', hang: 'string', fail: 'string', seconds: 'string', count: 'string', 'warm-up': 'string', drain: 'string',
  rounds: 'string', minutes: 'string'
} as const
const FLAGS = ['one-by-one', 'keys', 'json', 'no-build', 'start'] as const

export const SCENARIOS = ['one', 'batch', 'ten', 'hang', 'rate', 'rest'] as const
export type Scenario = typeof SCENARIOS[number]

export interface Options {
  scenario: Scenario | undefined
  target: Target | undefined
  /** The load as the command line gives it; a scenario fills in the rest. */
  given: Partial<Plan>
  rounds: number
  minutes: number
  json: boolean
  build: boolean
}

/** Parses the command line; throws an explanation when it is wrong. `undefined`: help was requested. */
export function readOptions (args: string[]): Options | undefined {
  const texts = Object.fromEntries(
    Object.keys(TEXTS).map(name => [name, { type: 'string' as const }])
  ) as Record<keyof typeof TEXTS, { type: 'string' }>
  const flags = Object.fromEntries(
    FLAGS.map(name => [name, { type: 'boolean' as const }])
  ) as Record<typeof FLAGS[number], { type: 'boolean' }>
  const { values, positionals } = parseArgs({
    args, allowPositionals: true,
    options: { ...texts, ...flags, pid: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } }
  })
  if (values.help) return undefined
  const [scenario] = positionals
  if (positionals.length > 1 || (scenario !== undefined && !SCENARIOS.includes(scenario as Scenario))) {
    throw new Error(`One scenario of ${SCENARIOS.join(', ')} is taken, not '${positionals.join(' ')}'.`)
  }
  if (values.start && values.url !== undefined) throw new Error('--start starts the servers itself: it takes no --url.')
  return {
    scenario: scenario as Scenario | undefined,
    target: targetOf(values.url, values.token, values.pid),
    given: { ...givenOf(values), ...(values.keys && { keys: true }), ...(values['one-by-one'] && { concurrency: 1 }) },
    rounds: numberOf('rounds', values.rounds) ?? 3,
    minutes: numberOf('minutes', values.minutes) ?? 5,
    json: values.json ?? false,
    build: !values['no-build']
  }
}

function targetOf (url: string | undefined, token: string | undefined, pids: readonly string[] = []): Target | undefined {
  if (url === undefined) {
    if (pids.length > 0 || token !== undefined) throw new Error('--token and --pid belong to a server named by --url.')
    return undefined
  }
  if (token === undefined) throw new Error('--url needs a --token of that server.')
  return { name: new URL(url).host, url, token, processes: pids.map(watchedOf) }
}

function watchedOf (text: string): Watched {
  const [, label = 'server', pid] = /^(?:([^=]+)=)?(\d+)$/.exec(text) ?? []
  if (pid === undefined) throw new Error(`--pid is a process id, or label=id, not '${text}'.`)
  return { label, pid: Number(pid) }
}

const NAMES = {
  concurrency: 'concurrency', rate: 'rate', batch: 'batch', payload: 'payloadBytes', applications: 'applications', endpoints: 'endpoints',
  hang: 'hang', fail: 'fail', seconds: 'seconds', count: 'count', 'warm-up': 'warmUp', drain: 'drainSeconds'
} as const

function givenOf (values: Partial<Record<keyof typeof TEXTS, string | undefined>>): Partial<Plan> {
  const names = Object.entries(NAMES) as Array<[keyof typeof NAMES, string]>
  return Object.fromEntries(names.flatMap(([option, name]) => {
    const number = numberOf(option, values[option])
    return number === undefined ? [] : [[name, number]]
  }))
}

function numberOf (option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const mayBeNone = ['hang', 'fail', 'warm-up'].includes(option)
  if (!/^\d+(\.\d+)?$/.test(text) || (Number(text) === 0 && !mayBeNone)) {
    throw new Error(`--${option} is a number${mayBeNone ? '' : ' above 0'}, not '${text}'.`)
  }
  return Number(text)
}
