import { itemsOf, pathOf } from '../client/api-client.js'
import { deliveryLine, type Delivery } from '../client/delivery-line.js'
import { momentOf } from '../client/moments.js'
import { appCommand, appOf, connect } from '../client/server-access.js'
import { misused } from '../shared/cli-failure.js'
import { act } from '../shared/new-command.js'

/** `posthorn undelivered`. */
export const undeliveredCommand = () => appCommand('undelivered', {
  says: 'List what was not delivered, the newest message first, with the reason.',
  group: 'Messages',
  examples: [
    ['undelivered --app acme --since 1d', 'of the last day'],
    ['undelivered --app acme --state exhausted --json', 'what was given up after its last retry, for a script']
  ]
})
  .option('--since <time>', 'from then on: a time, or how long ago, such as 2h')
  .option('--endpoint <endpoint>', 'only to this endpoint')
  .option('--state <state>', 'pending, exhausted, canceled, succeeded or undelivered', 'undelivered')
  .option('--limit <n>', 'at most so many', '50')
  .action(act(async ({ since, endpoint, state, limit, ...options }) => {
    const most = Number(limit)
    if (!Number.isSafeInteger(most) || most < 1) throw misused('--limit is a number from 1.')
    const after = since === undefined ? undefined : momentOf(since, '--since', Date.now())
    const api = await connect(options)
    const path = `/app${pathOf(await appOf(api, options.app))}/delivery`
    const found: Delivery[] = []
    let done = true
    for await (const one of itemsOf<Delivery>(api, path, { state, after, endpoint_id: endpoint, limit: Math.min(most, 250) })) {
      done = found.length < most
      if (!done) break
      found.push(one)
    }
    return {
      json: { data: found, done },
      ...!done && { note: `There are more than these ${most}: --limit ${Math.max(1000, most * 10)} lists more.` },
      text: paint => found.length === 0 ? 'Nothing.' : found.map(one => deliveryLine(paint, one)).join('\n')
    }
  }))
