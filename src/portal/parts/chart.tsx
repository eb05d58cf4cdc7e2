import type { Buckets } from '../state/calls.js'
import { duration, exact } from '../state/times.js'
import { language, number, w } from '../state/words.js'

const WIDTH = 600
const HEIGHT = 96

/** Attempts over time as bars: what failed stands on what was delivered, in another colour and with a gap. Each bar says its numbers. */
export function Bars ({ of }: { of: Buckets }) {
  const { startDates, successCount, failureCount } = of
  const most = Math.max(1, ...startDates.map((_, at) => successCount[at]! + failureCount[at]!))
  const step = WIDTH / startDates.length
  const width = Math.max(1, step - (startDates.length > 60 ? 0.5 : 2))
  const heightOf = (count: number) => count === 0 ? 0 : Math.max(2, count / most * (HEIGHT - 2))
  return (
    <figure class='chart'>
      <span class='most num'>{number(most)}</span>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio='none' role='img' aria-label={w('stats.attempts')}>
        {startDates.map((start, at) => {
          const [good, bad] = [heightOf(successCount[at]!), heightOf(failureCount[at]!)]
          return (
            <g key={start}>
              <title>{`${exact(start)}: ${w('rate.hint', { success: number(successCount[at]!), fail: number(failureCount[at]!) })}`}</title>
              <rect class='space' x={at * step} y='0' width={step} height={HEIGHT} />
              <rect class='good' x={at * step} y={HEIGHT - good} width={width} height={good} />
              <rect class='bad' x={at * step} y={HEIGHT - good - bad - (good > 0 && bad > 0 ? 1 : 0)} width={width} height={bad} />
            </g>
          )
        })}
      </svg>
      <Ends of={startDates} />
    </figure>
  )
}

/** The time to the answer: the median as a line, and up to where 95 of 100 answers took as an area. */
export function Latency ({ of: { startDates, latencyP50, latencyP95 } }: { of: Buckets }) {
  const most = Math.max(1, ...latencyP95.map(one => one ?? 0))
  const step = WIDTH / startDates.length
  const y = (ms: number) => HEIGHT - ms / most * (HEIGHT - 4)
  return (
    <figure class='chart latency'>
      <span class='most num'>{duration(most)}</span>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio='none' role='img' aria-label={w('chart.latency')}>
        {startDates.map((start, at) => {
          const [half, most95] = [latencyP50[at] ?? null, latencyP95[at] ?? null]
          if (half === null || most95 === null) return null
          return (
            <g key={start}>
              <title>{`${exact(start)}: ${w('chart.p50')} ${duration(half)}, ${w('chart.p95')} ${duration(most95)}`}</title>
              <rect class='space' x={at * step} y='0' width={step} height={HEIGHT} />
              <rect class='most95' x={at * step} y={y(most95)} width={Math.max(1, step - 1)} height={HEIGHT - y(most95)} />
              <rect class='half' x={at * step} y={y(half) - 1} width={Math.max(1, step - 1)} height='2' />
            </g>
          )
        })}
      </svg>
      <Ends of={startDates} />
    </figure>
  )
}

function Ends ({ of }: { of: readonly string[] }) {
  const format = new Intl.DateTimeFormat(language.value, { month: 'short', day: 'numeric', hour: 'numeric', minute: 'numeric' })
  return <figcaption>{[of[0], of[of.length >> 1], of.at(-1)].map(one => one !== undefined && <span key={one}>{format.format(new Date(one))}</span>)}</figcaption>
}
