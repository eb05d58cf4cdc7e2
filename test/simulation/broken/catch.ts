import { simulate } from '../run.js'
import type { Violation } from '../world.js'
import { broken } from './index.js'
import { knownSeeds } from './known-seeds.js'

/** The result of the search for a seed in which a broken engine is caught. */
export interface Caught {
  name: string
  /** Undefined if no seed caught it. */
  seed: number | undefined
  /** The steps until it was caught, with those of the correct engine with the same plan. */
  steps: number
  /** All invariants that were violated. */
  seen: string[]
  /** The violations of the correct engine with the same plan. There must be none, because the mistake has to be the cause. */
  blameless: string[]
}

// Among the seeds in which test/simulation.test.ts finds no violation of the correct engine.
const TRIES = 60
// So many are tried to find the one with the fewest steps.
const COMPARED = 12

/** Runs a broken engine until one of its expected invariants is violated: first in the seed that is known for it. */
export async function catchOne (name: string): Promise<Caught> {
  const [known, seen] = [knownSeeds[name] ?? 1, new Set<string>()]
  for (const seed of [known, ...seeds(TRIES).filter(other => other !== known)]) {
    const caught = await tryOne(name, seed)
    for (const invariant of caught.seen) seen.add(invariant)
    if (caught.seed !== undefined) return { ...caught, seen: [...seen] }
  }
  return { name, seed: undefined, steps: 0, seen: [...seen], blameless: [] }
}

/** The seed among the first in which a broken engine is caught in the fewest steps. */
export async function catchQuickest (name: string): Promise<Caught> {
  const all = []
  for (const seed of seeds(COMPARED)) all.push(await tryOne(name, seed))
  const caught = all.filter(({ seed, blameless }) => seed !== undefined && blameless.length === 0)
  return caught.sort((a, b) => a.steps - b.steps)[0] ?? await catchOne(name)
}

const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

async function tryOne (name: string, seed: number): Promise<Caught> {
  const { breaks, sabotage, adjust } = broken.find(one => one.name === name)!
  const plan = adjust && { adjust }
  const isExpected = ({ invariant }: Violation) => breaks.includes(invariant)
  const { violations, counts: { steps } } = await simulate(seed, { sabotage, ...plan, until: isExpected })
  const seen = violations.map(({ invariant }) => invariant)
  if (!violations.some(isExpected)) return { name, seed: undefined, steps, seen, blameless: [] }
  const asItIs = plan && await simulate(seed, plan)
  const blameless = asItIs?.violations.map(({ invariant, text }) => `${invariant}: ${text}`) ?? []
  return { name, seed, steps: steps + (asItIs?.counts.steps ?? 0), seen, blameless }
}
