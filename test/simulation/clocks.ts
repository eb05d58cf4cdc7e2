import type { Timeline } from './clock.js'

/** How far the clocks of the processes are off. An invariant that compares times may allow for this, and for no more. */
export interface Clocks {
  /** Sets the clock of a process (one life of it) to be off by this time from now on, ms. */
  set: (instance: string, by: number) => void
  end: (instance: string) => void
  /** All processes of the simulation. */
  instances: () => string[]
  /** The least and the most by which a process's clock was ahead between two true times, both included, ms. */
  within: (instance: string, from: number, to: number) => { least: number, most: number }
  /** The most by which any two clocks, or one and itself at another moment, differed between two true times, ms. */
  spread: (from: number, to: number) => number
}

interface Known { changes: Array<{ at: number, by: number }>, endedAt: number }

export function createClocks ({ now }: Pick<Timeline, 'now'>): Clocks {
  const known = new Map<string, Known>()

  function between ({ changes, endedAt }: Known, from: number, to: number): number[] {
    if (endedAt < from) return []
    return changes.filter(({ at }, index) => at <= to && (changes[index + 1]?.at ?? Infinity) >= from).map(({ by }) => by)
  }

  return {
    set (instance, by) {
      const one = known.get(instance) ?? { changes: [], endedAt: Infinity }
      known.set(instance, one)
      one.changes.push({ at: now(), by })
    },
    end (instance) { known.get(instance)!.endedAt = now() },
    instances: () => [...known.keys()],
    within (instance, from, to) {
      const all = between({ ...known.get(instance)!, endedAt: Infinity }, from, to)
      return { least: Math.min(...all), most: Math.max(...all) }
    },
    spread (from, to) {
      const all = [...known.values()].flatMap(one => between(one, from, to))
      return all.length === 0 ? 0 : Math.max(...all) - Math.min(...all)
    }
  }
}
