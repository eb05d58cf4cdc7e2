/** Spreads times when too many would come together, as far as this process knows of them. */
export interface Spread {
  /** The wished time, or a later one if too many were given that second. Unix ms. */
  timeOf: (wished: number, moment: { now: number, random: number }) => number
}

export interface SpreadOptions {
  /** How many times are given in one second. */
  perSecond: number
  /** The longest delay, ms. When all seconds until then are full, a random time until then is given. */
  mostMs: number
}

/** A spread with no planned times. */
export function createSpread ({ perSecond, mostMs }: SpreadOptions): Spread {
  const taken = new Map<number, number>()
  let cleanedAt = 0

  function forgetBefore (second: number): void {
    if (second === cleanedAt) return
    cleanedAt = second
    for (const one of taken.keys()) if (one < second) taken.delete(one)
  }

  return {
    timeOf (wished, { now, random }) {
      forgetBefore(Math.floor(now / 1000))
      const first = Math.floor(wished / 1000)
      const last = first + Math.floor(mostMs / 1000)
      let second = first
      while (second < last && (taken.get(second) ?? 0) >= perSecond) second++
      if (second === last) return wished + mostMs * random
      taken.set(second, (taken.get(second) ?? 0) + 1)
      return second === first ? wished : 1000 * (second + random)
    }
  }
}
