import { kindsOf, SPANS, sumOf, useHistory, type Span } from '../state/history.js'
import { route, setQuery } from '../state/address.js'
import { duration, exact } from '../state/times.js'
import { number, w } from '../state/words.js'
import { Bars, Latency } from '../parts/chart.js'
import { Rate } from '../parts/rate.js'
import { Show } from '../parts/states.js'
import type { Buckets } from '../state/calls.js'

const NAMES = Object.keys(SPANS) as Span[]

const count = ({ successCount, failureCount }: Buckets) => sumOf(successCount) + sumOf(failureCount)

/** How attempts to an endpoint ended over time, how long its answers took, and which kinds of failure there were. */
export function EndpointHistory ({ id }: { id: string }) {
  const asks = route.value.query.get('span')
  const span = NAMES.find(one => one === asks) ?? '24h'
  const history = useHistory(id, span)
  return (
    <section class='card' aria-label={w('stats.attempts')}>
      <div class='line'>
        <div class='tabs small grow' role='group' aria-label={w('filter.period')}>
          {NAMES.map(one => <button key={one} type='button' aria-pressed={one === span} onClick={() => setQuery({ span: one === '24h' ? '' : one })}>{w(`filter.period.${one}`)}</button>)}
        </div>
        {history.data && count(history.data) > 0 && <Rate stats={{ success: sumOf(history.data.successCount), fail: sumOf(history.data.failureCount) }} />}
      </div>
      <div class='steady'>
        <Show of={history} rows={4}>
          {of => count(of) === 0 ? <p class='quiet none'>{w('rate.none')}</p> : <Pictures of={of} />}
        </Show>
      </div>
    </section>
  )
}

function Pictures ({ of }: { of: Buckets }) {
  const kinds = kindsOf(of)
  return (
    <>
      <div class='charts'>
        <div><h2>{w('stats.attempts')}</h2><Bars of={of} /></div>
        <div><h2>{w('chart.latency')} <span class='quiet'>{w('chart.lines')}</span></h2><Latency of={of} /></div>
      </div>
      {kinds.length > 0 && (
        <dl class='kinds' aria-label={w('chart.failures')}>
          {kinds.map(({ kind, word, count }) => <div key={kind}><dt>{w(word)}{/\dxx/.test(kind) && <> <code>{kind}</code></>}</dt><dd class='num'>{number(count)}</dd></div>)}
        </dl>
      )}
      <details class='table-behind'>
        <summary>{w('chart.table')}</summary>
        <div class='scrolls' tabIndex={0} role='group' aria-label={w('chart.table')}>
          <table>
            <thead><tr><th scope='col'>{w('column.when')}</th><th scope='col'>{w('state.delivered')}</th><th scope='col'>{w('state.failed')}</th><th scope='col'>{w('chart.p50')}</th><th scope='col'>{w('chart.p95')}</th></tr></thead>
            <tbody>{of.startDates.map((start, at) => of.successCount[at]! + of.failureCount[at]! > 0 && <tr key={start}><th scope='row'>{exact(start)}</th><td>{number(of.successCount[at]!)}</td><td>{number(of.failureCount[at]!)}</td>{[of.latencyP50[at], of.latencyP95[at]].map((ms, one) => <td key={one}>{ms == null ? '–' : duration(ms)}</td>)}</tr>)}</tbody>
          </table>
        </div>
      </details>
    </>
  )
}
