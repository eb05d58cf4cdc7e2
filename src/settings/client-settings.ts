import { ConfigError } from './config-error.js'
import { isSet, readSetting, setting, type Env, type Setting } from './setting.js'
import * as parse from './setting-parsers.js'

/** What the commands that call a server take from the environment. */
export const clientSettings = {
  url: setting({ name: 'POSTHORN_URL', default: undefined, parse: parse.baseUrl, meaning: 'Where the server is' }),
  token: setting({ name: 'POSTHORN_TOKEN', default: undefined, parse: parse.text, fromFile: true, meaning: 'The token to call it with' }),
  app: setting({ name: 'POSTHORN_APP', default: undefined, parse: parse.text, meaning: 'The application that commands are about' })
}

/** The server that commands call, its token and the application, where the environment says so. */
export interface ClientConfig { url: string | undefined, token: string | undefined, app: string | undefined }

/** Reads them; Svix's variables for the same are taken where ours are not set. Throws `ConfigError`. */
export function readClientConfig (env: Env): ClientConfig {
  const problems: string[] = []
  const read = (one: Setting<string>, ...others: string[]): string | undefined => {
    const theirs = others.map(name => env[name]).find(value => value !== undefined && value !== '')
    const isOurs = isSet(env, one) || Boolean(env[`${one.name}_FILE`])
    try {
      return readSetting(isOurs ? env : { [one.name]: theirs }, one) as string | undefined
    } catch (error) {
      problems.push(`${one.name} ${(error as Error).message}`)
      return undefined
    }
  }
  const values = {
    url: read(clientSettings.url, 'SVIX_SERVER_URL'),
    token: read(clientSettings.token, 'SVIX_AUTH_TOKEN', 'SVIX_TOKEN'),
    app: read(clientSettings.app)
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return values
}
