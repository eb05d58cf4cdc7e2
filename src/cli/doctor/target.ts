import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../config.js'
import { DEAD_LETTERS_OF, nameIn, secretsIn, STACKS, tablePrefixIn, URL_OUTPUT, WORK_QUEUES } from '../../facts/resource-names.js'
import { localUrl } from '../client/local-server.js'
import type { Aws } from './examine-aws.js'
import type { Options } from './options.js'

/** The server or deployment to check, with its names. */
export interface Target {
  /** The API's root, without `/api/v1`; undefined when nothing says where a deployment is. */
  url: string | undefined
  /** The stage of a deployment; undefined for a server. */
  stage: string | undefined
  config: Config
  aws: Aws | undefined
  /** Why AWS cannot be asked although it should be. */
  awsProblem: string | undefined
  /** The settings name the embedded database, which no other process can open. */
  isEmbedded: boolean
  /** By URL or by name: queues that functions take from, and queues in which nothing should be. */
  queues: { work: string[], dead: string[] }
  parameters: { jwt?: string, main?: string }
}

/** The names of the resources of a stage, and of the output with the URL of its API. */
export const namesOf = (stage: string) => ({
  stack: nameIn(stage, STACKS.service),
  urlOutput: URL_OUTPUT,
  tablePrefix: tablePrefixIn(stage),
  queues: {
    work: WORK_QUEUES.map(queue => nameIn(stage, queue)),
    dead: DEAD_LETTERS_OF.map(queue => nameIn(stage, `${queue}-dead`))
  },
  parameters: secretsIn(stage)
})

/** Combines the command line and the settings. It calls AWS only when one of them names AWS. */
export async function findTarget (options: Options, config: Config): Promise<Target> {
  const { stage, url } = options
  const { aws, problem: awsProblem } = stage !== undefined || usesAws(config) ? await connected(config) : {}
  if (stage === undefined) {
    const { jwtSecretParameter: jwt, mainSecretParameter: main, queueUrl } = config
    return {
      stage, aws, awsProblem, config, url: trimmed(url ?? localUrl(config)), isEmbedded: config.dynamodbEndpoint === 'embedded',
      queues: { work: queueUrl === undefined ? [] : [queueUrl], dead: [] },
      parameters: { ...(jwt !== undefined && { jwt }), ...(main !== undefined && { main }) }
    }
  }
  const { tablePrefix, queues, parameters, stack, urlOutput } = namesOf(stage)
  const found = url ?? await aws?.outputs(stack).then(outputs => outputs[urlOutput], () => undefined)
  return {
    stage, aws, awsProblem, queues, parameters, isEmbedded: false, url: found === undefined ? undefined : trimmed(found),
    config: { ...config, dynamodbEndpoint: 'aws', tablePrefix }
  }
}

const usesAws = ({ dynamodbEndpoint, queueUrl, jwtSecretParameter, mainSecretParameter }: Config) =>
  dynamodbEndpoint === 'aws' || [queueUrl, jwtSecretParameter, mainSecretParameter].some(name => name !== undefined)

async function connected ({ awsEndpoint }: Config): Promise<{ aws?: Aws, problem?: string }> {
  const { connectAws } = await import('./examine-aws.js')
  try {
    return { aws: await connectAws(awsEndpoint) }
  } catch (error) {
    return { problem: (error as Error).message }
  }
}

const trimmed = (url: string) => url.replace(/\/+$/, '')

/** The secrets that a local server made for itself; undefined where there are none. Reads only, and says whether others can. */
export async function generatedSecrets (
  { dataDir }: Config
): Promise<{ jwtSecret: string, mainSecret: string, isPrivate: boolean } | undefined> {
  if (dataDir === ':memory:') return undefined
  const path = join(dataDir, 'secrets.json')
  try {
    const { jwtSecret, mainSecret } = JSON.parse(await readFile(path, 'utf8')) as { jwtSecret: string, mainSecret: string }
    const { mode } = await stat(path)
    return { jwtSecret, mainSecret, isPrivate: process.platform === 'win32' || (mode & 0o077) === 0 }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
