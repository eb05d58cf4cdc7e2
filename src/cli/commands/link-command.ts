import { pathOf } from '../client/api-client.js'
import { appCommand, appOf, connect } from '../client/server-access.js'
import { misused } from '../shared/cli-failure.js'
import { act } from '../shared/new-command.js'

/** `posthorn link`: a link to the portal of one customer. */
export const linkCommand = () => appCommand('link', {
  says: 'Print a link that opens the portal of an application.',
  group: 'Applications',
  examples: [['link --app acme', 'for a week'], ['link --app acme --expiry 3600 --read-only', 'for an hour, to look only']]
})
  .option('--expiry <seconds>', 'how long it is valid')
  .option('--read-only', 'it changes nothing')
  .action(act(async options => {
    const expiry = options.expiry === undefined ? undefined : Number(options.expiry)
    if (Number.isNaN(expiry)) throw misused('--expiry is a number of seconds.')
    const api = await connect(options)
    const app = await appOf(api, options.app)
    const { url } = await api.call<{ url: string }>('POST', `/auth/app-portal-access${pathOf(app)}`, {
      ...(expiry !== undefined && { expiry }), ...(options.readOnly === true && { readOnly: true })
    })
    return { json: { url, app }, text: url }
  }))
