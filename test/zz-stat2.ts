import { simulate } from './simulation/run.js'
for (let seed = 1; seed <= 150; seed++) {
  const r = await simulate(seed, { keepsTrace: true })
  if (r.counts.steps > 4000) console.log(seed, r.counts.steps, JSON.stringify(r.counts), r.trace.filter(l => /POST/.test(l)).length, r.trace.slice(-3).map(l => l.slice(0, 150)))
}
