/** Where something stands among what is under way. */
export interface Place<T> { value: T, before: Place<T> | undefined, after: Place<T> | undefined, isIn: boolean }

/** What is under way, in the order in which it began. */
export interface UnderWay<T> {
  add: (value: T) => Place<T>
  /** Does nothing when it has been removed before. */
  remove: (place: Place<T>) => void
  /** All places in their order; the one that is at hand may be removed. */
  places: () => Iterable<Place<T>>
}

/**
 * A list for what comes and goes all the time. A Set is made anew again and again then, and each of its earlier tables points to the
 * next one, with all that was in it: once one of them is old, the garbage collector keeps them all, until it looks at the whole heap.
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
