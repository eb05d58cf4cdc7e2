import type { Config } from '../../config.js'
import { sendCanary, type Canary } from './canary.js'
import { perMillion, USAGE, WAITS, type Usage } from './cost.js'
import { guarded, median, type Finding } from './finding.js'
import { checkIdentity } from './identity.js'
import type { Options } from './options.js'
import { checkAlarms } from './examine-alarms.js'
import { checkFunctions } from './examine-functions.js'
import { checkQueues } from './examine-queues.js'
import { checkQuotas } from './examine-quotas.js'
import type { Report } from './report.js'
import { checkSecrets } from './examine-secrets.js'
import { checkDatabaseSecret, checkStores } from './examine-stores.js'
import { checkClock, checkHold, checkServer, ms } from './examine-server.js'
import { checkTables } from './examine-tables.js'
import { findTarget } from './target.js'
import { isLoopback } from '../client/local-server.js'
import { checkToken, findToken } from './examine-token.js'

const CANARY_WITHIN_MS = 60_000

/** Runs all checks. A failed check does not stop the others; checks that need its result are skipped. */
export async function examine (options: Options, config: Config, signal: AbortSignal): Promise<Report> {
  const target = await findTarget(options, config)
  const { url } = target
  const identity = await checkIdentity(target)
  const contact = await checkServer(url)
  const [tables, queues, functions, alarms, quotas] = await Promise.all([
    guarded('tables', 'Look at the database and the settings that name it.', async () => await checkTables(target)),
    guarded('queues', 'Look at the settings that name it.', async () => await checkQueues(target)),
    guarded('functions', 'Look at the region and the permissions.', async () => await checkFunctions(target)),
    guarded('alarms', 'Look at the region, and allow cloudwatch:DescribeAlarms.', async () => await checkAlarms(target)),
    checkQuotas(target)
  ])
  const isLocal = options.stage === undefined && options.url === undefined
  const secrets = await checkSecrets(target, isLocal)
  const belonging = [...await checkDatabaseSecret(target, secrets.mainSecret), ...await checkStores(target, isLocal)]
  const given = await findToken(options, target, secrets.jwtSecret)
  const token = url !== undefined && contact.pings.length > 0 ? await checkToken(url, given) : []
  const isTaken = token[0]?.verdict === 'pass'
  const hold = isTaken ? await checkHold(url!, given.token!) : []
  const canary = isTaken && options.canary && hold.length === 0
    ? await sendCanary({
      url: url!, token: given.token!, receiverUrl: options.canaryUrl, hasInbox: isLoopback(url!), withinMs: CANARY_WITHIN_MS, signal
    })
    : { findings: [untried(options, { isUp: contact.pings.length > 0, isHeld: hold.length > 0 })] }
  const findings = [
    ...identity,
    ...contact.findings,
    ...checkClock(target, contact),
    ...token,
    ...hold,
    ...secrets.findings,
    ...belonging,
    ...tables,
    ...queues,
    ...functions,
    ...alarms,
    ...quotas,
    ...canary.findings
  ]
  const pingMs = contact.pings.length > 0 ? median(contact.pings.slice(1).map(({ tookMs }) => tookMs)) : undefined
  return { url, findings, latencies: latenciesOf(canary, pingMs), costPerMillion: costOf(canary) }
}

function untried ({ canary }: Options, { isUp, isHeld }: { isUp: boolean, isHeld: boolean }): Finding {
  if (!canary) return { check: 'canary', verdict: 'skip', says: 'none was asked for' }
  if (isHeld) return { check: 'canary', verdict: 'skip', says: 'none while deliveries are held' }
  return { check: 'canary', verdict: 'skip', says: isUp ? 'none without a token that is accepted' : 'none without a server' }
}

function latenciesOf ({ acceptMs, deliveryMs, endpointMs }: Canary, pingMs: number | undefined): Report['latencies'] {
  const all = { pingMs, acceptMs, deliveryMs, endpointMs }
  return Object.fromEntries(Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, Math.round(value! * 10) / 10]))
}

function costOf ({ ownMs, endpointMs }: Canary): Report['costPerMillion'] {
  const usage: Usage = {
    ...USAGE,
    ...(ownMs !== undefined && { acceptMs: Math.max(1, ownMs) }),
    ...(endpointMs !== undefined && { deliverMs: endpointMs + USAGE.deliverMs - WAITS.endpoint })
  }
  const measured = (is: boolean) => is ? 'measured' : 'assumed'
  const assumes = `1 KB to one endpoint, ${usage.writeUnits} write units, accepted in ${ms(usage.acceptMs)} ` +
    `(${measured(ownMs !== undefined)}), ` +
    `delivered in ${ms(usage.deliverMs)} (${measured(endpointMs !== undefined)})`
  return { restApi: rounded(perMillion('rest', usage)), httpApi: rounded(perMillion('http', usage)), assumes }
}

const rounded = (usd: number) => Math.round(usd * 100) / 100
