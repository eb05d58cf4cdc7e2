import { Argument } from '@commander-js/extra-typings'
import { loadClientConfig } from '../../config.js'
import { openClient, type ApiClient, type ClientWords } from '../client/api-client.js'
import { readInput } from '../client/input.js'
import { openProgress } from '../client/progress.js'
import { connect, serverCommand } from '../client/server-access.js'
import { bringApplications } from '../migrate/bring-applications.js'
import { bringCatalogue, type Exported } from '../migrate/bring-catalogue.js'
import { outcomeOf, type Report } from '../migrate/migration-report.js'
import { misused } from '../shared/cli-failure.js'
import { act } from '../shared/new-command.js'

// The failures of the source are not those of the server here.
const SOURCE: ClientWords = {
  away: 'It is where to read from: --from-url.',
  token: 'Give one of the environment to read, with --from-token-file.',
  url: '--from-url is the root of its API, such as https://api.eu.svix.com.'
}

/** `posthorn migrate svix`. */
export const migrateCommand = () => serverCommand('migrate', {
  says: 'Bring an environment of Svix over: event types, settings, applications, endpoints with their secrets and headers.',
  group: 'Deployment',
  examples: [
    ['migrate svix --from-url https://api.eu.svix.com --from-token-file svix-token.txt --dry-run', 'what would be done'],
    ['migrate svix --from-url https://api.eu.svix.com --from-token-file svix-token.txt', 'do it'],
    ['migrate svix --from-url https://api.eu.svix.com --from-token-file svix-token.txt --app acme', 'only this one, before you switch it'],
    ['migrate svix --file export.json', 'an exported environment: event types and settings alone']
  ],
  notes: ['It only reads there. What is here already is compared, and what differs becomes as it is there, also what was changed here\n' +
    'meanwhile, such as a secret. If nothing differs, nothing is changed; a run that was cut goes on with the next one. Nothing is\n' +
    'deleted here. Messages do not come. docs/guides/move-from-svix.md has a way in which none is sent twice.']
})
  .addArgument(new Argument('<from>', 'what from').choices(['svix'] as const))
  .option('--from-url <url>', "Svix's API")
  .option('--from-token <token>', 'a token for it')
  .option('--from-token-file <path>', 'a file that holds the token; - for standard input')
  .option('--file <path>', 'an exported environment in place of the API')
  .option('--app <app...>', 'only these applications, by their ids or uids there, and no event types and settings')
  .option('--dry-run', 'change nothing')
  .action(act(async (_from, { fromUrl, fromToken, fromTokenFile, file, app, dryRun, ...access }) => {
    if ((fromUrl === undefined) === (file === undefined)) throw misused('Give --from-url with --from-token-file, or --file.')
    if (app !== undefined && file !== undefined) throw misused('--app is without --file: an exported environment has no applications.')
    const source = fromUrl === undefined ? undefined : openClient(rootOf(fromUrl), await tokenOf(fromToken, fromTokenFile), SOURCE)
    const target = await connect(access)
    if (source?.url === target.url) throw misused(`Both are ${target.url}: POSTHORN_URL or --url says where it is to come to.`)
    const report: Report = { isDryRun: dryRun === true, items: [], left: [] }
    const progress = openProgress()
    if (app === undefined) {
      await bringCatalogue(target, source ? await source.call<Exported>('POST', '/environment/export') : await exportIn(file!), report)
    }
    if (source) await bringApplications({ source, target, report, show: progress.show }, app)
    if (source && app === undefined) await tellOfOthers(source, report)
    progress.end()
    return outcomeOf(report)
  }))

function rootOf (url: string): string {
  if (!URL.canParse(url)) throw misused('--from-url is not an http or https URL.')
  return url.replace(/\/+$/, '').replace(/\/api\/v1$/, '')
}

async function tokenOf (token: string | undefined, file: string | undefined): Promise<string> {
  const given = file === undefined ? token : (await readInput(file)).toString().trim()
  if (given === undefined) throw misused('--from-token-file is missing.')
  if (given === loadClientConfig().token) process.stderr.write('The same token is used for both servers.\n')
  return given
}

async function exportIn (file: string): Promise<Exported> {
  const text = (await readInput(file)).toString()
  try {
    const value = JSON.parse(text) as Exported
    if (Array.isArray(value.eventTypes)) return value
  } catch { /* the same sentence */ }
  throw misused(`${file} is not an exported environment: JSON with eventTypes.`)
}

async function tellOfOthers (source: ApiClient, { left }: Report): Promise<void> {
  const { data } = await source.get<{ data: unknown[] }>('/operational-webhook/endpoint').catch(() => ({ data: [] }))
  if (data.length > 0) left.push('Endpoints of operational webhooks: create them here.')
}
