import { broken } from './simulation/broken/index.js'
import { simulate } from './simulation/run.js'
const only = process.argv[2]
for (const { name, breaks, sabotage, adjust } of broken) {
  if (only && !name.includes(only)) continue
  let at = 0; const seen = new Map<string, number>(); const t = Date.now()
  for (let seed = 1; seed <= 150 && !at; seed++) {
    try {
    const r = await simulate(seed, { sabotage, ...(adjust && { adjust }) })
    for (const v of r.violations) { seen.set(v.invariant, (seen.get(v.invariant) ?? 0) + 1); if (breaks.includes(v.invariant)) at = seed }
    } catch (e) { console.log(seed, e) ; break}
  }
  console.log(at ? 'ok  ' : 'MISS', at, name, breaks.join(), '<-', JSON.stringify([...seen]), Date.now() - t, 'ms')
}
