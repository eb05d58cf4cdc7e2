import { DAY_MS, HOUR_MS } from '../../facts/periods.js'
import { parseDuration } from '../../lib/duration.js'
import { pathOf } from '../client/api-client.js'
import { appCommand, appOf, connect } from '../client/server-access.js'
import { misused } from '../shared/cli-failure.js'
import { act } from '../shared/new-command.js'

/** `posthorn link`: a link to the portal of one customer. */
export const linkCommand = () => appCommand('link', {
  says: 'Print a link that opens the portal of an application.',
  group: 'Applications',
  notes: ['The link works as often as it is opened, until its time is over, to the second.\n' +
    'POST /api/v1/auth/app/{app}/expire-all ends it earlier.'],
  examples: [['link --app acme', 'for a week'], ['link --app acme --expiry 1h --read-only', 'for an hour, to look only']]
})
  .option('--expiry <duration>', 'how long it is valid: 1h to 7d, or in seconds, 3600 to 604800 (default: "7d")')
  .option('--read-only', 'it changes nothing, and shows no secrets')
  .action(act(async options => {
    const expiry = options.expiry === undefined ? undefined : secondsOf(options.expiry)
    const api = await connect(options)
    const app = await appOf(api, options.app)
    const { url } = await api.call<{ url: string }>('POST', `/auth/app-portal-access${pathOf(app)}`, {
      ...(expiry !== undefined && { expiry }), ...(options.readOnly === true && { readOnly: true })
    })
    return { json: { url, app }, text: url }
  }))

function secondsOf (text: string): number {
  const days = /^(\d+)d$/.exec(text)?.[1]
  const ms = days === undefined ? parseDuration(text) : Number(days) * DAY_MS
  if (ms !== undefined && ms >= HOUR_MS && ms <= 7 * DAY_MS && ms % 1000 === 0) return ms / 1000
  throw misused('--expiry is from 1h to 7d, such as 2h, 3d, or a number of seconds.')
}
