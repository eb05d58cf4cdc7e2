/** A source map, as far as a stack needs it. */
export interface ReadMap {
  /** The place in the sources of a place in the built file; lines and columns begin with 0. Empty if the map has none. */
  findEntry: (line: number, column: number) => Entry | Record<string, never>
}

interface Entry { generatedLine: number, generatedColumn: number, originalSource: string, originalLine: number, originalColumn: number }

const BASE_64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const DIGITS = new Uint8Array(128)
for (const [value, digit] of [...BASE_64].entries()) DIGITS[digit.charCodeAt(0)] = value
const [COMMA, SEMICOLON] = [','.charCodeAt(0), ';'.charCodeAt(0)]
/** The numbers of a place: line and column in the built file, then source, line and column there. A name may follow in the map. */
const FIELDS = 5

/**
 * Reads the mappings of a map (ECMA-426: VLQ in base 64, each number relative to the one before). Node's `SourceMap` makes an object of
 * each place, which takes 60 ms for a large file, and several times its memory.
 */
export function readMap (mappings: string, sources: readonly string[]): ReadMap {
  const places = placesOf(mappings)
  return {
    findEntry (line, column) {
      const at = lastBefore(places, line, column) * FIELDS
      if (at < 0) return {}
      const [generatedLine, generatedColumn, source, originalLine, originalColumn] = places.subarray(at, at + FIELDS) as unknown as number[]
      return {
        generatedLine: generatedLine!, generatedColumn: generatedColumn!, originalSource: sources[source!]!, originalLine: originalLine!,
        originalColumn: originalColumn!
      }
    }
  }
}

function placesOf (mappings: string): Int32Array {
  // A place has a letter for each of its four numbers at least.
  const places = new Int32Array(Math.ceil(mappings.length / (FIELDS - 1)) * FIELDS)
  const now = new Int32Array(FIELDS + 1)
  let [count, field, value, shift] = [0, 1, 0, 0]
  // A place without a source is not kept: what was built from nothing has the place before it.
  const end = () => {
    if (field >= FIELDS) {
      for (let n = 0; n < FIELDS; n++) places[count * FIELDS + n] = now[n]!
      count++
    }
    field = 1
  }
  for (let at = 0; at < mappings.length; at++) {
    const code = mappings.charCodeAt(at)
    if (code === COMMA) {
      end()
    } else if (code === SEMICOLON) {
      end()
      now[0]!++
      now[1] = 0
    } else {
      const digit = DIGITS[code]!
      value |= (digit & 31) << shift
      shift += 5
      if ((digit & 32) === 0) {
        now[field++]! += (value & 1) === 1 ? -(value >>> 1) : value >>> 1
        value = shift = 0
      }
    }
  }
  end()
  return places.subarray(0, count * FIELDS)
}

/** The number of the last place that is not behind this one; -1 if there is none. */
function lastBefore (places: Int32Array, line: number, column: number): number {
  let [low, high] = [0, places.length / FIELDS]
  while (low < high) {
    const middle = (low + high) >>> 1
    const at = places[middle * FIELDS]!
    if (at < line || (at === line && places[middle * FIELDS + 1]! <= column)) low = middle + 1
    else high = middle
  }
  return low - 1
}
