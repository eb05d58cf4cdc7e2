import { keyProblems, type Config, type SecretName } from '../config.js'

/** The settings with the secrets that they only name a parameter of; throws an Error with the names of those that cannot be read. */
export async function readSecrets (config: Config, secrets: readonly SecretName[]): Promise<Config> {
  const named = secrets.filter(secret => config[secret] === undefined)
  if (named.length === 0) return config
  const nameOf = (secret: SecretName) => config[`${secret}Parameter`]!
  const { readParameters } = await import('./secrets-ssm.js')
  const values = await readParameters(named.map(nameOf))
  const missing = named.map(nameOf).filter(name => !values.get(name))
  if (missing.length > 0) throw new Error(`SSM has no value for ${missing.join(' and ')}: deploy again, so that it is made.`)
  const complete = { ...config, ...Object.fromEntries(named.map(secret => [secret, values.get(nameOf(secret))])) } as Config
  const problems = secrets.includes('jwtSecret') ? keyProblems(complete) : []
  if (problems.length > 0) throw new Error(problems.join('; '))
  return Object.freeze(complete)
}
