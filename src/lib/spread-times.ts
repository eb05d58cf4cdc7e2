/** Moves times apart at which too many would come together, as far as one process knows of them. */
export interface Spread {
  /** The time wished for, or a later one if too many have been told to come then. Unix ms. */
  timeOf: (wished: number, moment: { now: number, random: number }) => number
}

export interface SpreadOptions {
  /** As many come in one second. */
  perSecond: number
  /** Nothing is put off for longer; what does not fit then comes at any time until then. */
  mostMs: number
}

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
