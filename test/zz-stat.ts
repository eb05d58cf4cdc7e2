import { simulate } from './simulation/run.js'
import { createPlan } from './simulation/plan.js'
import { createRandom } from './simulation/random.js'
Error.stackTraceLimit = 0
const by: Record<string, { n: number, steps: number, cpu: number, max: number }> = {}
for (let i = 0; i < 2; i++) for (let seed = 1; seed <= 150; seed++) {
  const mode = createPlan(createRandom(seed).fork('plan')).mode
  const c = process.cpuUsage()
  const r = await simulate(seed)
  if (i === 0) continue
  const b = by[mode] ??= { n: 0, steps: 0, cpu: 0, max: 0 }
  b.n++; b.steps += r.counts.steps; b.cpu += process.cpuUsage(c).user / 1000; b.max = Math.max(b.max, r.counts.steps)
}
for (const [m, b] of Object.entries(by)) console.log(m, b.n, 'steps', Math.round(b.steps / b.n), 'max', b.max, 'cpu ms', (b.cpu / b.n).toFixed(1), 'us/step', (b.cpu * 1000 / b.steps).toFixed(1))
