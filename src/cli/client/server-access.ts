import { loadClientConfig, loadConfig } from '../../config.js'
import { openClient, type ApiClient, type Page } from './api-client.js'
import { EXIT, Failure, misused } from '../shared/cli-failure.js'
import { readInput } from './input.js'
import { isLoopback, localUrl, mintToken } from './local-server.js'
import { newCommand, type About } from '../shared/new-command.js'

/** What each command that calls a server can be told. */
export interface Access { url?: string | undefined, token?: string | undefined, tokenFile?: string | undefined, org?: string | undefined }

const OWN_TOKEN_SECONDS = 3600
const NOTE = 'The server is found by POSTHORN_URL and POSTHORN_TOKEN (or SVIX_SERVER_URL and SVIX_AUTH_TOKEN); without them it is the\n' +
  'one on this machine that the settings describe, with a token made from its secret.'

/** A command that calls a server. */
export const serverCommand = (name: string, about: About) => newCommand(name, { ...about, notes: [...about.notes ?? [], NOTE] })
  .option('--url <url>', 'where the server is')
  .option('--token <token>', 'the token to call it with')
  .option('--token-file <path>', 'a file that holds the token; - for standard input')
  .option('--org <org>', 'the organization, where the token is made here (default: "org_default")')

/** One that is about an application as well. */
export const appCommand = (name: string, about: About) => serverCommand(name, about)
  .option('-a, --app <app>', "the application's id or uid (default: POSTHORN_APP, or the only one that there is)")

/** The client that the options, the environment and the settings describe. */
export async function connect (access: Access): Promise<ApiClient> {
  const { url: givenUrl, token: givenToken } = loadClientConfig()
  const url = access.url === undefined ? givenUrl ?? localUrl(loadConfig()) : rootOf(access.url)
  const token = await tokenOf(access) ?? givenToken ?? await ownToken(url, access.org)
  return openClient(url.replace(/\/api\/v1$/, ''), token)
}

function rootOf (url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url.replace(/\/+$/, '')
  throw misused('--url is not an http or https URL.')
}

async function tokenOf ({ token, tokenFile }: Access): Promise<string | undefined> {
  if (token !== undefined && tokenFile !== undefined) throw misused('--token and --token-file are both given: keep one.')
  if (tokenFile === undefined) return token
  return (await readInput(tokenFile)).toString().trim()
}

async function ownToken (url: string, org = 'org_default'): Promise<string> {
  if (!isLoopback(url)) {
    const says = `There is no token for ${url}: set POSTHORN_TOKEN, or give --token-file.`
    throw new Failure(says, { exitCode: EXIT.refused, code: 'no_token' })
  }
  try {
    return await mintToken(loadConfig(), org, OWN_TOKEN_SECONDS)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw new Failure(`${error.message} A token of it can be given too: POSTHORN_TOKEN or --token-file.`, error)
  }
}

interface Application { id: string, uid?: string, name: string }

/** The application that a command is about: as given, by POSTHORN_APP, or the only one. */
export async function appOf (api: ApiClient, app: string | undefined): Promise<string> {
  const named = app ?? loadClientConfig().app
  if (named !== undefined) return named
  const { data } = await api.get<Page<Application>>('/app', { limit: 10 })
  const names = data.map(({ uid, id }) => uid ?? id)
  if (names.length === 1) return names[0]!
  throw misused(names.length === 0
    ? 'There is no application yet: `posthorn seed` makes one with examples, or create one by the API.'
    : `There are several applications: name one with --app or POSTHORN_APP, such as ${names.join(', ')}.`)
}
