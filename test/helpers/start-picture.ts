import { loadConfig } from '../../src/config.js'
import { banner } from '../../src/cli/shared/banner.js'
import { createTokens } from '../../src/http/tokens.js'
import type { Server } from '../../src/server.js'
import { TABLES } from '../../src/facts/table-definitions.js'

export const START_PICTURE = 'docs/start.svg'

const CODES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const [WIDTH, LINE, TOP] = [700, 17, 40]

/** A terminal after `npm start`, drawn of the words that a first start prints. */
export async function startPicture (): Promise<string> {
  const url = 'http://127.0.0.1:8071'
  const server: Server = {
    url, inboxUrl: `${url}/inbox`, isLoopback: true, loopbackAllowed: true, created: ['secrets', ...Object.keys(TABLES)], isHeld: () => false, metricsPort: undefined, close: async () => {},
    tokens: createTokens({ ...loadConfig({}), jwtSecret: 'documentation' }, Date.now)
  }
  const text = await banner(server, loadConfig({}), { paint: (_style, words) => words, unknown: [], isTerminal: false })
  const lines = ['$ npm start', ...text.trimEnd().split('\n')]
  const height = TOP + lines.length * LINE + 16
  const rows = lines.map((line, at) => `<text x="16" y="${TOP + 14 + at * LINE}" xml:space="preserve">${line.replaceAll(/[&<>]/g, sign => CODES[sign]!)}</text>`)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12.5">`,
    `<rect width="${WIDTH}" height="${height}" rx="8" fill="#101817"/>`,
    ...['#f87171', '#fbbf24', '#34d399'].map((colour, at) => `<circle cx="${20 + at * 18}" cy="18" r="5.5" fill="${colour}"/>`),
    '<g fill="#e4eceb">', ...rows, '</g></svg>', ''
  ].join('\n')
}
