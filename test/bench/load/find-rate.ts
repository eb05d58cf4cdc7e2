import type { Target } from './api.js'
import { openBench, type Plan, type Result } from './run.js'

const BISECTIONS = 3
const CONFIRMATIONS = 4
/** The next rate to try, as a factor, when the found rate did not hold. */
const LESS = 0.85
const DELIVERED_WITHIN_MS = 1000

/** Whether all messages arrived, 95 % of them within a second of the call. */
export function holds ({ accepted, refused, lost, delivery }: Result): boolean {
  return accepted > 0 && Object.keys(refused).length === 0 && lost.length === 0 && delivery.p95 < DELIVERED_WITHIN_MS
}

/**
 * Finds the highest rate that holds, in steps: doubled until one does not hold, then between the two, then for so many minutes.
 * The results of all steps; the last is that of the rate found, unless it does not hold either.
 */
export async function findRate (target: Target, plan: Plan, minutes: number): Promise<Result[]> {
  const bench = await openBench(target, plan)
  const results: Result[] = []
  const attempt = async (rate: number, seconds: number) => {
    const name = `rate: ${Math.round(rate)} a second for ${seconds} s`
    const result = await bench.run({ ...plan, name, rate, seconds, warmUp: results.length === 0 ? plan.warmUp : 0 })
    results.push(result)
    process.stderr.write(`${result.plan.name}: ${holds(result) ? 'holds' : 'does not hold'}\n`)
    return holds(result)
  }
  try {
    let [low, high] = [0, plan.rate!]
    while (await attempt(high, plan.seconds)) [low, high] = [high, high * 2]
    for (let left = BISECTIONS; left > 0; left--) {
      const middle = (low + high) / 2
      if (await attempt(middle, plan.seconds)) low = middle
      else high = middle
    }
    for (let left = CONFIRMATIONS; left > 0 && low > 0 && !await attempt(low, minutes * 60); left--) low *= LESS
    return results
  } finally {
    await bench.close()
  }
}
