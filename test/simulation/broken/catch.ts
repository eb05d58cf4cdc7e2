import { simulate } from '../run.js'
import { broken } from './index.js'

/** The result of the search for a seed in which a broken engine is caught. */
export interface Caught {
  name: string
  /** Undefined if no seed caught it. */
  seed: number | undefined
  /** All invariants that were violated. */
  seen: string[]
  /** The violations of the correct engine with the same plan. There must be none, because the mistake has to be the cause. */
  blameless: string[]
}

const TRIES = 60

/** Runs a broken engine until one of its expected invariants is violated. */
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
