import { spawn } from 'node:child_process'
import { Argument } from '@commander-js/extra-typings'
import { pathOf } from '../client/api-client.js'
import { appCommand, appOf, connect } from '../client/server-access.js'
import { act } from '../shared/new-command.js'
import { isLive } from '../shared/terminal.js'

const PAGES = ['portal', 'docs'] as const

/** `posthorn open`. */
export const openCommand = () => appCommand('open', {
  says: 'Open a page of the server in the browser: the portal of an application, or the documentation of the API.',
  group: 'Applications',
  examples: [['open portal --app acme', 'what this customer sees'], ['open docs', 'the page of the API']],
  notes: ['In a pipe, and where there is no browser, the URL is printed alone.']
})
  .addArgument(new Argument('[page]', 'portal or docs').choices(PAGES).default('portal' as const))
  .action(act(async (page, options) => {
    const api = await connect(options)
    const url = page === 'docs'
      ? `${api.url}/docs`
      : (await api.call<{ url: string }>('POST', `/auth/app-portal-access${pathOf(await appOf(api, options.app))}`, {})).url
    if (isLive(process.stdout) && options.json !== true) show(url)
    return { json: { url }, text: url }
  }))

function show (url: string): void {
  const [program, ...args] = process.platform === 'darwin'
    ? ['open', url]
    : process.platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler', url] : ['xdg-open', url]
  const child = spawn(program, args, { stdio: 'ignore', detached: true })
  // There is none: the URL is printed.
  child.on('error', () => {})
  child.unref()
}
