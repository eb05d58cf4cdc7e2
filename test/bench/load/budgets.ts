import type { Scenario } from './options.js'
import type { Result } from './run.js'
import { median } from '../measure.js'

/** The results, by scenario. */
export interface Measured { floor: Partial<Record<Scenario, Result[]>>, posthorn: Partial<Record<Scenario, Result[]>>, bareSyncMs: number }

/** A figure, its upper (or lower) bound, and its unit. */
export interface Budget { what: string, figure: number, limit: number, atLeast?: boolean, unit: string }

type Figure = (result: Result) => number

const cpu: Figure = ({ processes }) => processes.reduce((total, { cpuPerMessage }) => total + cpuPerMessage, 0)
const accepted: Figure = ({ acceptedPerSecond }) => acceptedPerSecond
const accept: Figure = ({ accept }) => accept.p50
// Without the pages of mapped files: the database's pages are a cache, which the system can free.
const peak: Figure = ({ processes }) => processes.reduce((total, { peakOwnMb }) => total + peakOwnMb, 0)

/** The budgets of the scenarios that were measured: medians, as ratios to those of the floor in the same run. */
export function budgetsOf ({ floor, posthorn, bareSyncMs }: Measured): Budget[] {
  const ours = (scenario: Scenario, figure: Figure) => median((posthorn[scenario] ?? []).map(figure))
  const theirs = (figure: Figure) => median((floor.one ?? []).map(figure))
  const [without, withOne] = posthorn.hang ?? []
  const grown = (figure: Figure) => without && withOne ? figure(withOne) / figure(without) : Number.NaN
  const budgets: Budget[] = [
    { what: 'one: CPU a message', figure: ours('one', cpu) / theirs(cpu), limit: 4, unit: '× the floor' },
    { what: 'one: accepted a second', figure: ours('one', accepted) / theirs(accepted), limit: 0.35, atLeast: true, unit: '× the floor' },
    { what: 'one: 202 p50', figure: ours('one', accept) / theirs(accept), limit: 3, unit: '× the floor' },
    { what: 'one: memory without mapped files, at its peak', figure: ours('one', peak), limit: 160, unit: 'MB' },
    { what: 'batches of 100: CPU a message (0.6 of 4)', figure: ours('batch', cpu) / theirs(cpu), limit: 2.4, unit: '× the floor' },
    { what: 'ten endpoints: CPU a message', figure: ours('ten', cpu) / theirs(cpu), limit: 20, unit: '× the floor' },
    {
      what: 'ten endpoints at 30 a second: call to first byte, p99', figure: without?.delivery.p99 ?? Number.NaN, limit: 1000,
      unit: 'ms (beyond it, the next two say nothing)'
    },
    {
      what: 'one more hangs: healthy call to first byte, p99', figure: grown(({ delivery }) =>
        delivery.p99), limit: 1.5, unit: '× without'
    },
    { what: 'one more hangs: 202 p99', figure: grown(({ accept }) => accept.p99), limit: 1.5, unit: '× without' },
    { what: 'at rest: call to 202 p50', figure: ours('rest', accept), limit: 4, unit: `ms (bare fdatasync ${bareSyncMs.toFixed(2)} ms)` },
    { what: 'at rest: 202 to first byte p50', figure: ours('rest', ({ afterAccept }) => afterAccept.p50), limit: 1, unit: 'ms' }
  ]
  return budgets.filter(({ figure }) => Number.isFinite(figure))
}

export function isKept ({ figure, limit, atLeast }: Budget): boolean {
  return atLeast ? figure >= limit : figure <= limit
}
