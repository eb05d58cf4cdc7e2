import { itemsOf, pathOf, type ApiClient } from '../client/api-client.js'
import { deliveryLine, type Delivery } from '../client/delivery-line.js'
import { momentOf } from '../client/moments.js'
import { pause } from '../client/progress.js'
import { appCommand, appOf, connect } from '../client/server-access.js'
import { EXIT, Failure } from '../shared/cli-failure.js'
import { act } from '../shared/new-command.js'
import { paintFor } from '../shared/terminal.js'

const LOOK_EVERY_MS = 1000
/** How long a delivery is looked at again after its message. */
const FOLLOWED_MS = 15 * 60_000

/** `posthorn tail`. */
export const tailCommand = () => appCommand('tail', {
  says: 'Show deliveries as they happen: a line for each attempt and each change, until Ctrl-C.',
  group: 'Messages',
  examples: [
    ['tail --app acme', 'from now on'],
    ['tail --app acme --since 10m --json', 'from ten minutes ago, a line of JSON each']
  ],
  notes: ['A delivery is followed for 15 minutes after its message was sent. It asks the server once a second.']
})
  .option('--since <time>', 'from then on: a time, or how long ago, such as 10m (default: now)')
  .option('--endpoint <endpoint>', 'only to this endpoint')
  .action(act(async options => {
    const since = options.since === undefined ? new Date().toISOString() : momentOf(options.since, '--since', Date.now())
    const api = await connect(options)
    const path = `/app${pathOf(await appOf(api, options.app))}/delivery`
    await follow(api, { path, since, endpoint: options.endpoint, asJson: options.json === true })
    return undefined
  }))

interface Following { path: string, since: string, endpoint: string | undefined, asJson: boolean }

async function follow (api: ApiClient, { path, since, endpoint, asJson }: Following): Promise<void> {
  const paint = paintFor(process.stdout)
  const shown = new Map<string, string>()
  let isAway = false
  for (;;) {
    try {
      const after = new Date(Math.max(Date.parse(since), Date.now() - FOLLOWED_MS)).toISOString()
      const changed = await changes(api, { path, query: { after, endpoint_id: endpoint }, shown })
      if (isAway) process.stderr.write('The server answers again.\n')
      isAway = false
      for (const one of changed) process.stdout.write(`${asJson ? JSON.stringify(one) : deliveryLine(paint, one)}\n`)
    } catch (error) {
      if (!(error instanceof Failure) || error.exitCode !== EXIT.away) throw error
      if (!isAway) process.stderr.write(`${error.message}\nIt is asked again until it does.\n`)
      isAway = true
    }
    await pause(LOOK_EVERY_MS)
  }
}

interface Look { path: string, query: { after: string, endpoint_id: string | undefined }, shown: Map<string, string> }

/** What is new or has changed, the oldest first; what is too old to be listed again is forgotten. */
async function changes (api: ApiClient, { path, query, shown }: Look): Promise<Delivery[]> {
  const changed: Delivery[] = []
  const seen = new Set<string>()
  for await (const one of itemsOf<Delivery>(api, path, query)) {
    const key = `${one.msgId} ${one.endpointId}`
    const state = JSON.stringify([one.state, one.lastAttempt?.id, one.waitsFor])
    seen.add(key)
    if (shown.get(key) !== state) changed.push(one)
    shown.set(key, state)
  }
  for (const key of shown.keys()) if (!seen.has(key)) shown.delete(key)
  return changed.reverse()
}
