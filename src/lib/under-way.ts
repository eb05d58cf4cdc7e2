/** The place of a value in the list. */
export interface Place<T> { value: T, before: Place<T> | undefined, after: Place<T> | undefined, isIn: boolean }

/** Values that are under way, in the order in which they were added. */
export interface UnderWay<T> {
  add: (value: T) => Place<T>
  /** Does nothing when the place was removed before. */
  remove: (place: Place<T>) => void
  /** All places in their order; the current one may be removed. */
  places: () => Iterable<Place<T>>
}

/**
 * A linked list for values that come and go all the time. A Set would keep them in memory: it replaces its table again and again, and
 * each old table points to the next one. When one old table is in V8's old generation, all later ones stay until a full collection.
 */
export function createUnderWay<T> (): UnderWay<T> {
  let first: Place<T> | undefined
  let last: Place<T> | undefined
  return {
    add (value) {
      const place: Place<T> = { value, before: last, after: undefined, isIn: true }
      if (last) last.after = place
      else first = place
      last = place
      return place
    },
    remove (place) {
      if (!place.isIn) return
      const { before, after } = place
      if (before) before.after = after
      else first = after
      if (after) after.before = before
      else last = before
      Object.assign(place, { before: undefined, after: undefined, isIn: false })
    },
    * places () {
      for (let place = first; place;) {
        const { after }: Place<T> = place
        yield place
        place = after
      }
    }
  }
}
