import { pad, type Paint, type Style } from '../shared/terminal.js'
import { isHealthy, type Finding, type Verdict } from './finding.js'
import { PRICES_OF } from '../../facts/prices.js'

/** All that a run found. */
export interface Report {
  url: string | undefined
  findings: Finding[]
  /** Medians, ms. */
  latencies: { pingMs?: number, acceptMs?: number, deliveryMs?: number, endpointMs?: number }
  /** US dollars for a million messages more, free allowances used up. */
  costPerMillion: { restApi: number, httpApi: number, assumes: string }
}

const STYLES: Record<Verdict, Style> = { pass: 'green', warn: 'yellow', fail: 'red', skip: 'dim' }

/** The report as a list for people: plain where there are no colours. */
export function listOf ({ url, findings, costPerMillion: { restApi, httpApi, assumes } }: Report, paint: Paint): string {
  const width = Math.max(...findings.map(({ check }) => check.length))
  const lines = findings.flatMap(({ check, verdict, says, todo }) => [
    `  ${paint(STYLES[verdict], pad(verdict, 4))}  ${pad(check, width)}  ${says}`,
    ...(todo === undefined ? [] : [`  ${' '.repeat(4)}  ${' '.repeat(width)}  ${paint('dim', `→ ${todo}`)}`])
  ])
  return [
    '', `  ${paint('bold', 'Posthorn doctor')}  ${url ?? ''}`.trimEnd(), '', ...lines, '',
    `  In AWS, a million messages like these cost about ${dollars(httpApi)} behind an HTTP API, ${dollars(restApi)} behind a REST API:`,
    `  list prices of ${PRICES_OF.region}, ${PRICES_OF.date}, free allowances used up; ${assumes}.`, '',
    `  ${verdictOf(findings, paint)}`, '', ''
  ].join('\n')
}

/** The report as one JSON object. */
export const jsonOf = (report: Report): object => ({ ok: isHealthy(report.findings), ...report })

function verdictOf (findings: readonly Finding[], paint: Paint): string {
  const number = (verdict: Verdict) => findings.filter(one => one.verdict === verdict).length
  const [failed, warned] = [number('fail'), number('warn')]
  if (failed > 0) return paint('red', `${failed} failed${warned > 0 ? `, ${warned} to look at` : ''}.`)
  return warned > 0 ? paint('yellow', `Nothing failed, ${warned} to look at.`) : paint('green', 'All is well.')
}

const dollars = (usd: number) => `$${usd.toFixed(2)}`
