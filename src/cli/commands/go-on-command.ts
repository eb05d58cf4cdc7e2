import { connect, serverCommand } from '../client/server-access.js'
import { act } from '../shared/new-command.js'

interface State { held: boolean, since: string | null }

/** `posthorn go-on`. */
export const goOnCommand = () => serverCommand('go-on', {
  says: 'Let the deliveries of a restored copy go on, which are held until then; for all organizations.',
  group: 'Server',
  examples: [
    ['go-on --status', 'whether deliveries are held, and since when'],
    ['go-on', 'what waits is attempted now; receivers know what they had before by its webhook-id']
  ],
  notes: [`A copy that \`posthorn backup\` made starts with its deliveries held, and so does any start with
POSTHORN_HOLD_DELIVERIES=true. Nothing is lost meanwhile: messages are accepted and wait. docs/operations.md has the whole way.`]
})
  .option('--status', 'change nothing')
  .action(act(async ({ status = false, ...options }) => {
    const api = await connect(options)
    const { held, since } = await api.get<State>('/admin/deliveries')
    if (!held) return { json: { held }, text: 'Deliveries are not held.' }
    if (status) return { json: { held, since }, text: `Deliveries are held since ${since}.` }
    await api.call('POST', '/admin/deliveries/go-on')
    return { json: { held: false, since }, text: `Deliveries go on. They were held since ${since}.` }
  }))
