import { settings, type Config, type SecretName } from '../config.js'
import { secondOf } from '../facts/resource-names.js'
import { keyProblems } from '../settings/secret-settings.js'
import { readParameters } from './secrets-ssm.js'

/** The values that may be in SSM parameters: the secrets, and the proxy, which is optional. */
type Kept = SecretName | 'proxy'
type Found = Partial<Record<Kept | `${SecretName}Second`, string>>

/**
 * The settings, with the values of those that only name an SSM parameter, and the second secrets that are beside them. Throws
 * an Error with the names of parameters that cannot be read or have wrong values, never with a value.
 */
export async function readSecrets (config: Config, kept: readonly Kept[]): Promise<Config> {
  const named = kept.filter(one => config[one] === undefined && config[`${one}Parameter`] !== undefined)
  if (named.length === 0) return config
  // Each value with its parameter. Second secrets are optional.
  const wanted = new Map(named.map(one => [one as keyof Found, config[`${one}Parameter`]!]))
  for (const one of named) if (one !== 'proxy') wanted.set(`${one}Second`, secondOf(config[`${one}Parameter`]!))
  const values = await readParameters([...wanted.values()])
  const missing = named.filter(one => !values.get(wanted.get(one)!))
  if (missing.length > 0) {
    throw new Error(`SSM has no value for ${missing.map(one => wanted.get(one)).join(' and ')}: ${cureOf(missing)}.`)
  }
  const found: Found = {}
  for (const [one, name] of wanted) {
    const value = values.get(name)
    if (value && config[one] === undefined) found[one] = parsed(one, name, value)
  }
  const complete = { ...config, ...found }
  const problems = kept.includes('jwtSecret') ? keyProblems(complete) : []
  if (problems.length > 0) throw new Error(problems.join('; '))
  return Object.freeze(complete)
}

function cureOf (missing: readonly Kept[]): string {
  return missing.includes('proxy')
    ? 'no deployment makes the one of the proxy, so put its URL there'
    : 'restore it from your copy (posthorn secrets restore <file> --stage <name>); only the first deployment of a stage makes it'
}

function parsed (one: keyof Found, name: string, value: string): string {
  try {
    return settings[one].parse(value)
  } catch (error) {
    throw new Error(`${settings[one].name} (from ${name}) ${(error as Error).message}`)
  }
}
