import { simulate } from '../run.js'
import { broken } from './index.js'

/** What became of the search for a seed in which a broken engine is caught. */
export interface Caught {
  name: string
  /** Undefined when none of the tries did. */
  seed: number | undefined
  /** Every invariant that was violated on the way. */
  seen: string[]
  /** What the engine as it is violates in a plan that was made for the mistake: it has to be the mistake that is caught. */
  blameless: string[]
}

const TRIES = 60

/** Runs a broken engine until one of the invariants that it may violate is violated. */
export async function catchOne (name: string): Promise<Caught> {
  const { breaks, sabotage, adjust } = broken.find(one => one.name === name)!
  const plan = adjust && { adjust }
  const seen = new Set<string>()
  for (let seed = 1; seed <= TRIES; seed++) {
    for (const { invariant } of (await simulate(seed, { sabotage, ...plan })).violations) seen.add(invariant)
    if (!breaks.some(invariant => seen.has(invariant))) continue
    const asItIs = plan ? (await simulate(seed, plan)).violations : []
    return { name, seed, seen: [...seen], blameless: asItIs.map(({ invariant, text }) => `${invariant}: ${text}`) }
  }
  return { name, seed: undefined, seen: [...seen], blameless: [] }
}
