import { usualRegion } from '../../aws/aws-credentials.js'
import type { Config } from '../../config.js'
import { READERS } from '../../facts/functions.js'
import { functionNameIn, secondOf, secretsIn, tablePrefixIn } from '../../facts/resource-names.js'
import { createVault, type Vault } from '../../lib/secret-encryption.js'
import { memoryBlobs } from '../../repositories/blobs.js'
import { openDatabase, type Database } from '../../repositories/database.js'
import { holdsMainSecret } from '../../repositories/main-secrets.js'
import { pause } from '../client/progress.js'
import { Failure } from '../shared/cli-failure.js'
import { howCalled } from '../shared/how-called.js'
import { openParameters, type Parameter, type Parameters } from './parameters.js'
import { openFunctions, type Functions } from './restart-functions.js'

/** What signs tokens, or what encrypts stored secrets. */
export const WHICH = ['jwt', 'main'] as const
export type Which = typeof WHICH[number]

/** A stage in AWS, for the commands that work on its secrets. */
export interface StageSecrets {
  stage: string
  /** The names of the parameters. */
  names: Record<Which, string>
  parameters: Parameters
  functions: Functions
  /** Its tables. */
  db: Database
  /** Tells what happens, a line each. */
  say: (line: string) => void
  pause: (ms: number) => Promise<void>
}

/** A secret as its parameters have it. */
export interface State {
  first: Parameter
  second: Parameter | undefined
  /**
   * `none`: there is one secret. `staged`: the second one is the successor, which signs and encrypts nothing yet. `replaced`: the second
   * one is the old secret.
   */
  change: 'none' | 'staged' | 'replaced'
}

/** The command line of `posthorn secrets` for a stage. */
export const secretsCall = (stage: string, ...words: Array<string | undefined>): string =>
  [howCalled(), 'secrets', ...words.filter(word => word !== undefined), '--stage', stage].join(' ')

/** Opens a stage, with the usual credentials and region. Asks AWS for nothing. */
export function openStage (stage: string, config: Config, say: StageSecrets['say']): StageSecrets {
  return {
    stage, say, pause, names: secretsIn(stage), parameters: openParameters(), functions: openFunctions(pause, Date.now),
    db: openDatabase({ ...config, dynamodbEndpoint: 'aws', tablePrefix: tablePrefixIn(stage) }, memoryBlobs())
  }
}

export async function closeStage ({ parameters, functions, db }: StageSecrets): Promise<void> {
  await Promise.all([parameters.close(), functions.close(), db.close()])
}

/** All four parameters, by name, as far as they exist. */
export const readAll = async ({ names, parameters }: StageSecrets): Promise<Map<string, Parameter>> =>
  await parameters.read(WHICH.flatMap(which => [names[which], secondOf(names[which])]))

/** A secret and the one beside it; undefined when it is missing. */
export function stateIn (found: ReadonlyMap<string, Parameter>, name: string): State | undefined {
  const [first, second] = [found.get(name), found.get(secondOf(name))]
  if (!first) return undefined
  // Rotation first writes the successor, then the old secret in its place, and the successor last.
  if (!second || second.value === first.value) return { first, second: undefined, change: 'none' }
  return { first, second, change: second.at > first.at ? 'staged' : 'replaced' }
}

/** A secret that exists. Throws a Failure that says how to get it back. */
export async function stateOf (on: StageSecrets, which: Which): Promise<State> {
  const state = stateIn(await readAll(on), on.names[which])
  if (state) return state
  const { stage, names } = on
  throw new Failure(`There is no parameter ${names[which]} in ${await usualRegion()}: look at --stage, the region and the account. ` +
    `If it is lost: ${secretsCall(stage, 'restore', '<your copy>')}`)
}

export const vaultOf = ({ first, second }: State): Vault => createVault(first.value, second?.value)

/**
 * How the tables of a stage stand to a main secret: `unused` tables are bound to none yet. Throws a Failure when there are no tables.
 */
export async function standingOf ({ db, stage }: StageSecrets, vault: Vault): Promise<'opens' | 'other' | 'unused'> {
  try {
    return await holdsMainSecret(db, vault)
  } catch (error) {
    const { name, message, cause } = error as Error
    const reason = (cause as Error | undefined) ?? { name, message }
    if (reason.name === 'ResourceNotFoundException') {
      throw new Failure(`There are no tables of a stage '${stage}' in ${await usualRegion()}: look at --stage, the region and the account.`)
    }
    throw new Failure(`The tables of stage ${stage} cannot be read: ${reason.name}: ${reason.message}`)
  }
}

/** The functions that read one of these secrets, by their names in AWS. Behind an HTTP API a stage may have no authorizer. */
export async function readersOf ({ stage, functions }: StageSecrets, which: readonly Which[]): Promise<string[]> {
  const names = [...new Set(which.flatMap(one => READERS[one]))].map(name => functionNameIn(stage, name))
  const authorizer = functionNameIn(stage, 'authorizer')
  return names.includes(authorizer) && !await functions.exists(authorizer) ? names.filter(name => name !== authorizer) : names
}

/** Makes the functions read these secrets anew. */
export async function restart (on: StageSecrets, which: readonly Which[]): Promise<string[]> {
  const names = await readersOf(on, which)
  on.say(`Starting ${names.join(', ')} anew …`)
  await on.functions.restart(names)
  return names
}
