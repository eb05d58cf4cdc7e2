/** Names that are held. A name taken several times must be released as often. */
export interface Holds {
  take: (name: string) => void
  letGo: (name: string) => void
  has: (name: string) => boolean
  readonly size: number
}

/** A set in which no name is held. */
export function createHolds (): Holds {
  const counts = new Map<string, number>()
  return {
    take: name => { counts.set(name, (counts.get(name) ?? 0) + 1) },
    letGo (name) {
      const rest = (counts.get(name) ?? 0) - 1
      if (rest > 0) counts.set(name, rest)
      else counts.delete(name)
    },
    has: name => counts.has(name),
    get size () { return counts.size }
  }
}
