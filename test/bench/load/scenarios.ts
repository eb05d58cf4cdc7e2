import type { Target } from './api.js'
import type { Options, Scenario } from './options.js'
import { runPlan, type Plan, type Result } from './run.js'
import { findRate } from './find-rate.js'

const PLAIN: Plan = {
  name: 'one', concurrency: 16, batch: 1, payloadBytes: 800, seconds: 15, count: 20_000, applications: 1, endpoints: 1, hang: 0, fail: 0,
  warmUp: 500, drainSeconds: 60, keys: false
}

const CHANGES: Record<Scenario, Partial<Plan>> = {
  one: {},
  batch: { batch: 100 },
  ten: { endpoints: 10, warmUp: 100 },
  // Longer than a delivery's timeout of 30 s: until then the number of hanging requests grows.
  hang: { rate: 30, endpoints: 10, seconds: 40, warmUp: 100 },
  rate: { rate: 50, applications: 10, endpoints: 5, hang: 1, fail: 1, seconds: 20, count: 1_000_000 },
  rest: { concurrency: 1, warmUp: 100, seconds: 5 }
}

/** A scenario's plan, changed by the options of the command line. */
export function planOf (scenario: Scenario, given: Partial<Plan>): Plan {
  return { ...PLAIN, ...CHANGES[scenario], ...given, name: scenario }
}

/** Runs a scenario on a server; `hang` has two results, `rate` one for each rate that was tried. */
export async function play (target: Target, scenario: Scenario, { given, minutes }: Pick<Options, 'given' | 'minutes'>): Promise<Result[]> {
  const plan = planOf(scenario, given)
  if (scenario === 'rate') return await findRate(target, plan, minutes)
  if (scenario !== 'hang') return [await runPlan(target, plan)]
  const without = await runPlan(target, { ...plan, name: 'hang: none hangs' })
  return [without, await runPlan(target, { ...plan, name: 'hang: one more hangs', endpoints: plan.endpoints + 1, hang: 1 })]
}
