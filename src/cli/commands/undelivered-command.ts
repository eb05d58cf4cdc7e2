import { eachOf } from '../../lib/parallel.js'
import { idsOf, isNotFound, itemsOf, pathOf, type ApiClient } from '../client/api-client.js'
import { deliveryLine, type Delivery } from '../client/delivery-line.js'
import { momentOf } from '../client/moments.js'
import { appCommand, appOf, connect } from '../client/server-access.js'
import { misused } from '../shared/cli-failure.js'
import { act } from '../shared/new-command.js'

const AT_ONCE = 8

type Found = Delivery & { app: string }

/** `posthorn undelivered`. */
export const undeliveredCommand = () => appCommand('undelivered', {
  says: 'List what was not delivered, the newest message first, with the reason.',
  group: 'Messages',
  examples: [
    ['undelivered --app acme --since 1d', 'of the last day'],
    ['undelivered --app acme --since 2026-11-29 --until 2026-11-30', 'of the messages that were sent on that day, in UTC'],
    ['undelivered --app acme --state exhausted --json', 'what was given up after its last retry, for a script'],
    ['undelivered --everywhere --state pending', 'what waits, of all applications, one after the other']
  ]
})
  .option('--since <time>', 'only messages sent from then on: a time, or how long ago, such as 2h')
  .option('--until <time>', 'only messages sent before then (default: now)')
  .option('--endpoint <endpoint>', 'only to this endpoint')
  .option('--state <state>', 'pending, exhausted, canceled, succeeded or undelivered', 'undelivered')
  .option('--limit <n>', 'at most so many', '50')
  .option('--everywhere', 'of all applications of the organization')
  .action(act(async ({ since, until, endpoint, state, limit, everywhere = false, ...options }) => {
    if (everywhere && (endpoint !== undefined || options.app !== undefined)) throw misused('--everywhere is without --app and --endpoint.')
    const most = Number(limit)
    if (!Number.isSafeInteger(most) || most < 1) throw misused('--limit is a number from 1.')
    const now = Date.now()
    const after = since === undefined ? undefined : momentOf(since, '--since', now)
    const before = until === undefined ? undefined : momentOf(until, '--until', now)
    const api = await connect(options)
    const apps = everywhere ? await idsOf(api, '/app') : [await appOf(api, options.app)]
    const query = { state, after, before, endpoint_id: endpoint, limit: Math.min(most, 250) }
    // One more than is shown: whether there are more.
    const found = await listed(api, { apps, query, most: most + 1, isOfAll: everywhere })
    const done = found.length <= most
    const data = await eachOf(found.slice(0, most), AT_ONCE, async ({ app, ...one }) => ({
      ...everywhere && { app }, ...one, ...isHeldAtFirst(one) && await scheduleOf(api, app, one.msgId)
    }))
    return {
      json: { data, done },
      ...!done && { note: `There are more than these ${most}: --limit ${Math.max(1000, most * 10)} lists more.` },
      text: paint => data.length === 0
        ? 'Nothing.'
        : data.map(one => `${'app' in one ? `${one.app}  ` : ''}${deliveryLine(paint, one)}`).join('\n')
    }
  }))

interface Listing { apps: readonly string[], query: Record<string, string | number | undefined>, most: number, isOfAll: boolean }

async function listed (api: ApiClient, { apps, query, most, isOfAll }: Listing): Promise<Found[]> {
  const found: Found[] = []
  for (const app of apps) {
    try {
      for await (const one of itemsOf<Delivery>(api, `/app${pathOf(app)}/delivery`, query)) {
        found.push({ app, ...one })
        if (found.length === most) return found
      }
    } catch (error) {
      // Of all applications, one may be deleted meanwhile: the others are listed.
      if (!isOfAll || !isNotFound(error)) throw error
    }
  }
  return found
}

const isHeldAtFirst = ({ waitsFor, lastAttempt }: Delivery) => waitsFor === 'held' && lastAttempt === null

// A list of deliveries has the next attempt, which a hold takes away.
async function scheduleOf (api: ApiClient, app: string, message: string): Promise<{ deliverAt?: string }> {
  // A delivery may outlive its message.
  const path = `/app${pathOf(app)}/msg${pathOf(message)}`
  const { deliverAt } = await api.get<{ deliverAt?: string }>(path, { with_content: false })
    .catch((error: unknown): { deliverAt?: string } => {
      if (!isNotFound(error)) throw error
      return {}
    })
  return deliverAt === undefined ? {} : { deliverAt }
}
