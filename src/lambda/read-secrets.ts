import { settings, type Config, type SecretName } from '../config.js'
import { secondOf } from '../facts/resource-names.js'
import { keyProblems } from '../settings/secret-settings.js'
import { readParameters } from './secrets-ssm.js'

/** The values that may be in SSM parameters: the secrets, and the proxy, which is optional. */
type Kept = SecretName | 'proxy'

/**
 * The settings, with the values of those that only name an SSM parameter, and the second secrets that are beside them. Throws
 * an Error with the names of parameters that cannot be read or have wrong values, never with a value.
 */
export async function readSecrets (config: Config, kept: readonly Kept[]): Promise<Config> {
  const nameOf = (one: Kept) => config[`${one}Parameter`]!
  const named = kept.filter(one => config[one] === undefined && nameOf(one) !== undefined)
  if (named.length === 0) return config
  const seconds = named.flatMap(one => one === 'proxy' || config[`${one}Second`] !== undefined ? [] : [one])
  const values = await readParameters([...named.map(nameOf), ...seconds.map(one => secondOf(nameOf(one)))])
  const missing = named.filter(one => !values.get(nameOf(one)))
  if (missing.length > 0) throw new Error(`SSM has no value for ${missing.map(nameOf).join(' and ')}: ${cureOf(missing)}.`)
  const complete = {
    ...config,
    ...Object.fromEntries(named.map(one => [one, parsed(one, nameOf(one), values)])),
    ...Object.fromEntries(seconds.filter(one => values.has(secondOf(nameOf(one))))
      .map(one => [`${one}Second`, parsed(`${one}Second`, secondOf(nameOf(one)), values)]))
  } as Config
  const problems = kept.includes('jwtSecret') ? keyProblems(complete) : []
  if (problems.length > 0) throw new Error(problems.join('; '))
  return Object.freeze(complete)
}

function cureOf (missing: readonly Kept[]): string {
  return missing.includes('proxy')
    ? 'no deployment makes the one of the proxy, so put its URL there'
    : 'restore it from your copy (posthorn secrets restore <file> --stage <name>); only the first deployment of a stage makes it'
}

function parsed (one: Kept | `${SecretName}Second`, name: string, values: ReadonlyMap<string, string>): string {
  try {
    return settings[one].parse(values.get(name)!)
  } catch (error) {
    throw new Error(`${settings[one].name} (from ${name}) ${(error as Error).message}`)
  }
}
