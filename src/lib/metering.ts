/** A metric. Counters and gauges are numbers; histograms get single observations. */
export interface Metric {
  kind: 'counter' | 'gauge' | 'histogram'
  /** The name for Prometheus, with the unit. */
  name: string
  help: string
  /** The upper bounds of a histogram's buckets. */
  buckets?: readonly number[]
}

export type Definition = Readonly<Record<string, Metric>>

/** Records events. It costs almost no CPU and never fails. The names are those of the definition. */
export interface Meter<Name extends string = string> {
  /** Adds to a counter. */
  count: (name: Name, by?: number) => void
  /** Adds an observation to a histogram, in the unit of the metric's name, or sets a gauge. */
  observe: (name: Name, value: number) => void
}

/** A meter that records nothing. */
export const noMeter: Meter = { count: () => {}, observe: () => {} }

/** A meter that records in both, or in the one that is there, or nowhere. */
export function bothMeters<Name extends string> (first: Meter<Name> | undefined, second: Meter<Name> | undefined): Meter<Name> {
  if (!first || !second) return first ?? second ?? noMeter
  return {
    count (name, by) {
      first.count(name, by)
      second.count(name, by)
    },
    observe (name, value) {
      first.observe(name, value)
      second.observe(name, value)
    }
  }
}

export interface EmbeddedMeter<Name extends string> extends Meter<Name> {
  /** Writes everything since the last flush: no line when nothing happened, several when one line cannot hold all values. */
  flush: (now: number) => void
}

export interface EmbeddedOptions { namespace: string, dimensions: Readonly<Record<string, string>>, write: (line: string) => void }

// CloudWatch accepts at most this many values of one metric in a line.
const MAX_VALUES = 100

/**
 * Creates a meter that writes lines which CloudWatch reads as metrics (embedded metric format). For functions, which
 * Prometheus cannot scrape.
 */
export function createEmbeddedMeter<D extends Definition> (
  definition: D,
  { namespace, dimensions, write }: EmbeddedOptions
): EmbeddedMeter<keyof D & string> {
  let values = new Map<string, number[]>()
  const listed = (name: string) => {
    const known = values.get(name) ?? []
    values.set(name, known)
    return known
  }
  function tell (now: number, taken: Observed[]): void {
    const names = taken.map(([name]) => ({ Name: name, Unit: unitOf(definition[name]!) }))
    const directive = { Namespace: namespace, Dimensions: [Object.keys(dimensions)], Metrics: names }
    const told = Object.fromEntries(taken.map(([name, all]) => [name, all.length === 1 ? all[0] : all]))
    write(JSON.stringify({ _aws: { Timestamp: now, CloudWatchMetrics: [directive] }, ...dimensions, ...told }))
  }

  return {
    count (name, by = 1) {
      const [sum = 0] = listed(name)
      values.set(name, [sum + by])
    },
    observe (name, value) {
      const known = listed(name)
      if (definition[name]!.kind === 'gauge') known[0] = value
      else known.push(value)
    },
    flush (now) {
      let left: Observed[] = [...values]
      values = new Map()
      while (left.length > 0) {
        tell(now, left.map(([name, all]) => [name, all.slice(0, MAX_VALUES)]))
        left = left.map(([name, all]): Observed => [name, all.slice(MAX_VALUES)]).filter(([, all]) => all.length > 0)
      }
    }
  }
}

type Observed = [name: string, values: number[]]

// Functions have the names of no other metrics.
const unitOf = ({ name }: Metric) => /_seconds$/.test(name) ? 'Seconds' : 'Count'
