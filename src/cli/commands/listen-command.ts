import { parseSecret } from '../../lib/secret-encryption.js'
import { appCommand, appOf, connect } from '../client/server-access.js'
import { forward } from '../listen/forward.js'
import { listenLoop, type Listening } from '../listen/listen-loop.js'
import { machineName, openPlace } from '../listen/listen-place.js'
import { onKeys, openListenScreen } from '../listen/listen-screen.js'
import { listenSecret } from '../listen/listen-secret.js'
import { EXIT, misused } from '../shared/cli-failure.js'
import { act } from '../shared/new-command.js'

/** `posthorn listen`. */
export const listenCommand = () => appCommand('listen', {
  says: "Forward an application's messages to a server on this machine, signed, in the order in which they were accepted.",
  group: 'Messages',
  examples: [
    ['listen http://127.0.0.1:3000/webhook --app acme', 'all of them, until Ctrl-C'],
    ['listen 3000/webhook --app acme --type invoice.paid user.created', 'two event types, to a port of this machine']
  ],
  notes: [
    'It polls: nothing has to reach this machine, and no third party sees a payload. The server keeps the place under\n' +
    '--name, so what is sent while this machine sleeps comes afterwards; the first run begins now. While the local server\n' +
    'is down, the message waits and is repeated. After a restart a few messages may come again, with the same webhook-id.',
    'The secret stays the same over restarts. In a terminal: r sends the last message again, d shows its details, q ends.'
  ]
})
  .argument('<url>', 'where to, such as http://127.0.0.1:3000/webhook, or 3000/webhook')
  .option('--type <type...>', 'only these event types')
  .option('--name <name>', 'the name of the place (default: that of this machine); one client has a name at a time')
  .option('--secret <secret>', 'sign with this secret, whsec_…')
  .action(act(async (given, options) => {
    const url = localUrlOf(given)
    const api = await connect(options)
    const app = await appOf(api, options.app)
    const name = options.name ?? machineName()
    const secret = options.secret ?? await listenSecret(`${api.url} ${app} ${name}`)
    const key = parseSecret(secret)
    if (key === undefined) throw misused('--secret is not a secret such as whsec_….')
    const place = await openPlace(api, { app, name, types: options.type })
    const screen = openListenScreen(options.json === true)
    const listening: Listening = { api, screen, url, key }
    const hasKeys = onKeys({ r: () => { void again(listening) }, d: () => details(listening) }, () => process.exit(EXIT.interrupted))
    screen.note(`Ready: messages of ${app} go to ${url}. Secret: ${secret}${hasKeys ? '\nr: send the last again, d: details, q: end' : ''}`)
    return await listenLoop(listening, place)
  }))

function localUrlOf (given: string): string {
  const url = /^\d+(\/|$)/.test(given) ? `http://127.0.0.1:${given}` : given
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw misused(`${given} is not an http or https URL, nor a port with a path.`)
}

async function again (listening: Listening): Promise<void> {
  const { last, screen } = listening
  if (!last) return screen.note('Nothing was forwarded yet.')
  listening.last = await forward(last.message, listening)
  screen.forwarded(listening.last)
}

function details ({ last, screen }: Listening): void {
  if (last) screen.details(last)
  else screen.note('Nothing was forwarded yet.')
}
