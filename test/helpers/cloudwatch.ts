/** An alarm as CloudFormation has it. */
export interface AlarmProperties {
  AlarmName: string
  Threshold: number
  EvaluationPeriods: number
  DatapointsToAlarm: number
  TreatMissingData: string
  Namespace?: string
  MetricName?: string
  Statistic?: string
  ExtendedStatistic?: string
  Period?: number
  Dimensions?: Dimension[]
  Metrics?: Array<{
    Id: string, Expression?: string, ReturnData?: boolean, MetricStat?: { Metric: NamedMetric, Period: number, Stat: string }
  }>
}

interface Dimension { Name: string, Value: unknown }
interface NamedMetric { Namespace: string, MetricName: string, Dimensions?: Dimension[] }

/** The value of a metric in a minute; undefined if no value was measured. Minute 0 is the first of the fault. */
export type Series = (minute: number) => number | undefined

/** Metrics by `keyOf`. */
export type Metrics = ReadonlyMap<string, Series>

type Points = Array<number | undefined>

export const keyOf = ({ Namespace, MetricName, Dimensions = [] }: NamedMetric): string =>
  [Namespace, MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${JSON.stringify(Value)}`).sort()].join(' ')

/** The metrics of an alarm, by `keyOf`. */
export function watchedKeys (alarm: AlarmProperties): string[] {
  return alarm.Metrics
    ? alarm.Metrics.flatMap(({ MetricStat }) => MetricStat ? [keyOf(MetricStat.Metric)] : [])
    : [keyOf(alarm as NamedMetric)]
}

// CloudWatch has a metric about a minute after it was measured.
const LATE_MINUTES = 1
const HISTORY_MINUTES = 30

/**
 * The minute in which an alarm goes off, at the latest until `until`; undefined if it does not. All positions of the fault
 * within a period are computed, and the worst one counts.
 */
export function firesAt (alarm: AlarmProperties, metrics: Metrics, { from = 0, until = 10 } = {}): number | undefined {
  const width = (alarm.Period ?? alarm.Metrics!.find(({ MetricStat }) => MetricStat)!.MetricStat!.Period) / 60
  const worst = Array.from({ length: width }, (_none, offset) => firstOf(alarm, metrics, { width, offset, from, until }))
  return worst.includes(undefined) ? undefined : Math.max(...worst as number[])
}

function firstOf (
  alarm: AlarmProperties, metrics: Metrics, { width, offset, from, until }: { width: number, offset: number, from: number, until: number }
): number | undefined {
  const starts = Array.from({ length: Math.floor((HISTORY_MINUTES + until) / width) }, (_none, at) =>
    -HISTORY_MINUTES + offset + at * width)
  const points = pointsOf(alarm, metrics, { starts, width })
  const isBad = (point: number | undefined) => point === undefined ? alarm.TreatMissingData === 'breaching' : point >= alarm.Threshold
  for (const [at, start] of starts.entries()) {
    const told = start + width + LATE_MINUTES
    const bad = points.slice(Math.max(0, at + 1 - alarm.EvaluationPeriods), at + 1).filter(isBad).length
    if (told > from && told <= until && bad >= alarm.DatapointsToAlarm) return told
  }
  return undefined
}

function pointsOf (alarm: AlarmProperties, metrics: Metrics, span: { starts: number[], width: number }): Points {
  if (!alarm.Metrics) return pointsIn(metrics.get(keyOf(alarm as NamedMetric)), alarm.Statistic ?? alarm.ExtendedStatistic!, span)
  const named = new Map(alarm.Metrics.flatMap(({ Id, MetricStat }) =>
    MetricStat ? [[Id, pointsIn(metrics.get(keyOf(MetricStat.Metric)), MetricStat.Stat, span)] as const] : []))
  return evaluate(alarm.Metrics.find(({ Expression }) => Expression)!.Expression!, named)
}

function pointsIn (series: Series | undefined, statistic: string, { starts, width }: { starts: number[], width: number }): Points {
  return starts.map(start => {
    const values = Array.from({ length: width }, (_none, minute) => series?.(start + minute)).filter(value => value !== undefined)
    if (values.length === 0) return undefined
    return statistic === 'Sum' ? values.reduce((sum, one) => sum + one, 0) : Math.max(...values)
  })
}

const OPERATORS: ReadonlyArray<Record<string, (a: number, b: number) => number>> = [
  { OR: (a, b) => Number(a !== 0 || b !== 0) },
  { AND: (a, b) => Number(a !== 0 && b !== 0) },
  {
    '>=': (a, b) => Number(a >= b), '<=': (a, b) => Number(a <= b), '==': (a, b) => Number(a === b), '>': (a, b) => Number(a > b),
    '<': (a, b) => Number(a < b)
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => b === 0 ? NaN : a / b }
]

/** The part of CloudWatch's metric math that the alarms use: FILL, IF, DIFF, comparisons, AND, OR, arithmetic. */
export function evaluate (expression: string, named: ReadonlyMap<string, Points>): Points {
  const tokens = expression.match(/[A-Za-z]\w*|\d+(?:\.\d+)?|>=|<=|==|[-+*/<>(),]/g)!
  const length = [...named.values()][0]!.length
  let at = 0
  const each = (value: number | undefined): Points => Array<number | undefined>(length).fill(value)
  const eat = (wanted: string) => {
    if (tokens[at++] !== wanted) throw new Error(`${expression}: no ${wanted} at ${tokens.slice(0, at).join(' ')}`)
  }

  function level (depth: number): Points {
    if (depth === OPERATORS.length) return atom()
    let left = level(depth + 1)
    for (let operator = OPERATORS[depth]![tokens[at]!]; operator; operator = OPERATORS[depth]![tokens[at]!]) {
      at++
      const [held, right, apply] = [left, level(depth + 1), operator]
      left = held.map((one, index) => one === undefined || right[index] === undefined ? undefined : apply(one, right[index]))
    }
    return left
  }
  function atom (): Points {
    const token = tokens[at++]!
    if (token === '(') {
      const inner = level(0)
      eat(')')
      return inner
    }
    if (/^\d/.test(token)) return each(Number(token))
    if (tokens[at] !== '(') return named.get(token) ?? unknown(token)
    eat('(')
    return called(token)
  }
  function called (name: string): Points {
    const first = level(0)
    if (name === 'DIFF') {
      eat(')')
      return first.map((one, index) => one === undefined || first[index - 1] === undefined ? undefined : one - first[index - 1]!)
    }
    eat(',')
    if (name === 'FILL') return filled(first)
    if (name !== 'IF') return unknown(name)
    const yes = level(0)
    eat(',')
    const no = level(0)
    eat(')')
    return first.map((one, index) => one === undefined ? undefined : one === 0 ? no[index] : yes[index])
  }
  function filled (points: Points): Points {
    const value = tokens[at++]!
    eat(')')
    let last: number | undefined
    return points.map(one => {
      last = one ?? (value === 'REPEAT' ? last : Number(value))
      return last
    })
  }
  const unknown = (name: string): never => {
    throw new Error(`${expression}: ${name} is neither a metric nor a function of this evaluator`)
  }
  const result = level(0)
  if (at !== tokens.length) throw new Error(`${expression}: left over: ${tokens.slice(at).join(' ')}`)
  return result
}
