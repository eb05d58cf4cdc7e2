import { apiOf, told, type Answer } from './api.js'
import { median, reasonOf, type Finding } from './finding.js'
import type { Target } from './target.js'

/** The answers to some pings; none when the server is down. */
export interface Contact { findings: Finding[], pings: Answer[] }

const PINGS = 5

/** Whether the API answers at all, how fast, and whether it has what it needs. */
export async function checkServer (url: string | undefined): Promise<Contact> {
  if (url === undefined) {
    return {
      pings: [],
      findings: [{
        check: 'server',
        verdict: 'fail',
        says: 'nothing says where the API is',
        todo: 'Give --url, or the permission cloudformation:DescribeStacks to find it by the --stage.'
      }]
    }
  }
  const api = apiOf(url)
  const pings: Answer[] = []
  try {
    for (let i = 0; i < PINGS; i++) pings.push(await api('GET', '/api/v1/health/ping'))
  } catch (error) {
    const says = `${url} does not answer: ${reasonOf(error)}`
    const todo = 'Start it (`posthorn start`), or give the right --url.'
    return { pings: [], findings: [{ check: 'server', verdict: 'fail', says, todo }] }
  }
  const odd = pings.find(({ status }) => status !== 204)
  if (odd) {
    return {
      pings: [],
      findings: [{
        check: 'server',
        verdict: 'fail',
        says: `${url}/api/v1/health/ping ${told(odd)}, not 204: this is not Posthorn, or something before it answers`,
        todo: 'Give the API\'s root as --url, with the stage where there is one, without /api/v1.'
      }]
    }
  }
  const [first, ...others] = pings.map(({ tookMs }) => tookMs)
  const says = `answers in ${ms(median(others))} (the first time ${ms(first!)})`
  return { pings, findings: [{ check: 'server', verdict: 'pass', says }, await readiness(url)] }
}

async function readiness (url: string): Promise<Finding> {
  try {
    const answer = await apiOf(url)('GET', '/api/v1/health/ready')
    if (answer.status === 200) return { check: 'ready', verdict: 'pass', says: `its tables can be used (${ms(answer.tookMs)})` }
    return {
      check: 'ready',
      verdict: 'fail',
      says: `it ${told(answer)}: a table is missing or the database does not answer`,
      todo: 'Look at the tables below, the server\'s permissions and POSTHORN_TABLE_PREFIX.'
    }
  } catch (error) {
    return {
      check: 'ready',
      verdict: 'fail',
      says: `no answer to the question whether it is ready: ${reasonOf(error)}`,
      todo: 'Look at the server\'s log: the database is slow or away.'
    }
  }
}

/** Whether deliveries are held, as on a restored copy; no finding where they are not, or where it cannot be asked. */
export async function checkHold (url: string, token: string): Promise<Finding[]> {
  const answer = await apiOf(url, token)('GET', '/api/v1/admin/deliveries').catch(() => undefined)
  const { held, since } = (answer?.body ?? {}) as { held?: boolean, since?: string | null }
  if (held !== true) return []
  return [{
    check: 'deliveries',
    verdict: 'warn',
    says: `they are held${since == null ? '' : ` since ${since}`}: messages are accepted, and none is sent`,
    todo: 'A restored copy holds them, and so does POSTHORN_HOLD_DELIVERIES. `posthorn go-on` lets them go on.'
  }]
}

const NOTICED_MS = 5000
const HARMFUL_MS = 60_000
const CLOCK_TODO =
  'Set the clock by NTP. Receivers refuse signatures that are five minutes old, and AWS refuses requests from another time.'

/** How far the clocks of the server, of AWS and of this machine are apart; Date headers have whole seconds. */
export function checkClock ({ aws }: Target, { pings }: Contact): Finding[] {
  const best = [...pings].sort((a, b) => a.tookMs - b.tookMs)[0]
  const amazon = aws?.clock()
  const findings: Finding[] = []
  if (best?.date !== undefined) findings.push(skewFinding("the server's clock", best.date + 500 - (best.sentAt + best.tookMs / 2)))
  else if (best) findings.push({ check: 'clock', verdict: 'skip', says: 'the server tells no time' })
  if (amazon) findings.push(skewFinding("AWS's clock", amazon.theirs + 500 - amazon.ours))
  return findings
}

function skewFinding (whose: string, skewMs: number): Finding {
  const apart = Math.abs(skewMs)
  if (apart <= 2000) return { check: 'clock', verdict: 'pass', says: `${whose} and this machine's agree` }
  const says = `${whose} is ${(apart / 1000).toFixed(apart < 10_000 ? 1 : 0)} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine's`
  if (apart <= NOTICED_MS) return { check: 'clock', verdict: 'pass', says }
  return { check: 'clock', verdict: apart > HARMFUL_MS ? 'fail' : 'warn', says, todo: CLOCK_TODO }
}

/** A duration in words: milliseconds, or seconds from 10 s on. */
export const ms = (value: number): string =>
  value < 10 ? `${value.toFixed(1)} ms` : value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`
