import type { Config } from '../../config.js'
import { ORG_TOKEN_SECONDS } from '../../http/tokens.js'
import type { Server } from '../../server.js'
import { adviceOn, type UnknownSetting } from '../../settings/unknown-settings.js'
import { howCalled } from './how-called.js'
import { pad, type Paint } from './terminal.js'

/** A working day: the link that a start prints for the one who started it. */
const CONSOLE_SECONDS = 12 * 3600

const ELSEWHERE = 'https://example.com/webhook'

/** What a start says: where everything is, what it made, variables that are no settings, and one command that sends a webhook. */
export async function banner (
  server: Server,
  config: Config,
  { paint, unknown, isTerminal }: { paint: Paint, unknown: readonly UnknownSetting[], isTerminal: boolean }
): Promise<string> {
  const isShared = config.dataDir !== ':memory:' || config.jwtSecret !== undefined
  const token = isShared ? `$(${tokenCommand(config)})` : await server.tokens.mint({ kind: 'org', orgId: 'org_default' }, ORG_TOKEN_SECONDS)
  const rows = [
    ['URL', server.url],
    ['Docs', `${server.url}/docs`],
    ['Console', await consoleOf(server, isTerminal)],
    ['Token', isShared ? tokenCommand(config) + tokenNote(config) : 'in the command below (only this process can make one)'],
    ['Data', dataOf(server, config)],
    ...metricsOf(server, config),
    ...server.isHeld() ? [['Held', `deliveries wait, since this is a restored copy: \`${howCalled()} go-on\` lets them go on`]] : [],
    ...noteOn(server, config),
    ...unknown.map(one => ['Note', `${one.name} ${adviceOn(one)}`])
  ]
  return [
    '',
    paint('bold', 'Posthorn is ready'),
    '',
    ...rows.map(([name, text]) => `${paint('dim', pad(name!, 7))} ${text}`),
    '',
    server.inboxUrl
      ? 'Send a first webhook to the built-in inbox and see it arrive:'
      : `Send a first webhook (put the URL of your endpoint in place of ${ELSEWHERE}):`,
    '',
    ...firstWebhook(server, token).map(line => `  ${paint('cyan', line)}`),
    '',
    ''
  ].map(line => `  ${line}`.trimEnd()).join('\n')
}

/** Where the metrics are, for an operator who asked for them. */
function metricsOf ({ url, metricsPort }: Server, { metrics }: Config): string[][] {
  if (metricsPort === undefined && metrics !== true) return []
  const at = new URL('/metrics', url)
  if (metricsPort !== undefined) at.port = String(metricsPort)
  return [['Metrics', at.href]]
}

type Reached = Pick<Server, 'url' | 'isLoopback' | 'tokens'>

/**
 * Where the console is. Its link holds a key only where it is read by the one who started the server, and not by a log or by others who
 * could reach it.
 */
async function consoleOf ({ url, isLoopback, tokens }: Reached, isTerminal: boolean): Promise<string> {
  const page = `${url}/console`
  if (!isTerminal || !isLoopback) return page
  // With a public key alone, no token can be made.
  const token = await tokens.mint({ kind: 'org', orgId: 'org_default' }, CONSOLE_SECONDS).catch(() => undefined)
  return token === undefined ? page : `${page}#token=${token}`
}

/** One curl that creates an application and an endpoint, sends a message, and shows what the built-in inbox received. */
export function firstWebhook ({ url, inboxUrl }: Pick<Server, 'url' | 'inboxUrl'>, token: string): string[] {
  const { port } = new URL(url)
  const endpoint = inboxUrl ? `{"uid":"inbox-${port}","url":"${inboxUrl}"}` : `{"uid":"first","url":"${ELSEWHERE}"}`
  return [
    `API=${url}/api/v1`,
    `AUTH="authorization: Bearer ${token}"`,
    'curl -s -o /dev/null -H "$AUTH" "$API/app?get_if_exists=true" \\',
    '       -d \'{"name":"Acme","uid":"acme"}\' \\',
    '  --next -s -o /dev/null -H "$AUTH" "$API/app/acme/endpoint" \\',
    `       -d '${endpoint}' \\`,
    '  --next -s -w "\\n" -H "$AUTH" "$API/app/acme/msg" \\',
    `       -d '{"eventType":"invoice.paid","payload":{"amount":4200}}'${inboxUrl ? ' \\' : ''}`,
    ...(inboxUrl ? [`  --next -s ${inboxUrl}`] : [])
  ]
}

/** Which default holds for endpoints on this machine; an operator who decided it knows. */
function noteOn ({ loopbackAllowed }: Server, { dynamodbEndpoint, whitelistSubnets, host }: Config): string[][] {
  if (loopbackAllowed) return [['Note', 'loopback may be delivered to; POSTHORN_WHITELIST_SUBNETS changes that']]
  if (dynamodbEndpoint !== 'embedded' || whitelistSubnets !== undefined) return []
  return [['Note', `loopback may not be delivered to, since HOST is ${host}; POSTHORN_WHITELIST_SUBNETS=127.0.0.0/8,::1 changes that`]]
}

function tokenCommand ({ dataDir }: Config): string {
  const command = `${howCalled()} token`
  return dataDir === '.posthorn' || dataDir === ':memory:' ? command : `POSTHORN_DATA_DIR=${quoted(dataDir)} ${command}`
}

const tokenNote = ({ jwtSecret }: Config) => jwtSecret === undefined ? '' : ' (in an environment with the same POSTHORN_JWT_ settings)'

function dataOf ({ created }: Server, config: Config): string {
  const { dataDir } = config
  if (dataDir === ':memory:' && config.dynamodbEndpoint === 'embedded') return 'in memory: gone when this process ends'
  const tables = created.filter(one => one !== 'secrets').length
  const made = [
    ...(tables > 0 ? [`${tables} tables`] : []),
    ...(created.includes('secrets')
      ? [`secrets${config.dynamodbEndpoint === 'embedded' ? '' : ` in ${dataDir}`} that only you can read`]
      : [])
  ]
  return placeOf(config) + (made.length > 0 ? ` (created: ${made.join(', ')})` : '')
}

function placeOf ({ dynamodbEndpoint, dataDir, tablePrefix }: Config): string {
  if (dynamodbEndpoint === 'embedded') return dataDir
  const host = dynamodbEndpoint === 'aws' ? 'in AWS' : `at ${new URL(dynamodbEndpoint).host}`
  return `DynamoDB ${host}, tables ${tablePrefix}*`
}

const quoted = (text: string) => /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
