import type { AwsError } from '../../aws/failures.js'
import { openClient, type Client } from '../../aws/client.js'
import { LIVE } from '../../facts/functions.js'
import { Failure } from '../shared/cli-failure.js'

/** The functions of a stage, by their names in AWS. */
export interface Functions {
  /** Starts functions anew, so that they read their secrets again. Resolves when Lambda starts no old ones any more. */
  restart: (names: readonly string[]) => Promise<void>
  /** When the code or a setting of a function was last changed, Unix ms. */
  startedAt: (name: string) => Promise<number>
  close: () => Promise<void>
}

interface Configuration { LastModified: string, LastUpdateStatus?: string, LastUpdateStatusReason?: string, Version: string }
interface AliasOf { FunctionVersion: string, RoutingConfig?: { AdditionalVersionWeights?: Record<string, number> } }

const WITHIN_MS = 120_000
const BETWEEN_MS = 500

/** The functions in Lambda, with the usual credentials and region. */
export function openFunctions (pause: (ms: number) => Promise<void>, now: () => number): Functions {
  const client = openClient('lambda')

  /** What a call answers; undefined when there is no such function, version or alias. */
  async function call<Answer> (method: string, path: string, body?: object): Promise<Answer | undefined> {
    try {
      return await send<Answer>(client, method, path, body)
    } catch (error) {
      const { status, name, message } = error as AwsError
      if (status === undefined) throw error
      if (status === 404) return undefined
      throw new Failure(`Lambda refuses ${method} ${path} (${name}: ${message}). The credentials need the permissions that ` +
        '`posthorn secrets --help` lists.')
    }
  }

  async function settled (name: string): Promise<Configuration> {
    const end = now() + WITHIN_MS
    for (;;) {
      const found = await call<Configuration>('GET', `${name}/configuration`)
      if (!found) throw new Failure(`There is no function ${name}: look at --stage, the region and the account.`)
      const { LastUpdateStatus, LastUpdateStatusReason } = found
      if (LastUpdateStatus === undefined || LastUpdateStatus === 'Successful') return found
      if (LastUpdateStatus === 'Failed' || now() > end) {
        throw new Failure(`Lambda did not update ${name} (${LastUpdateStatus}: ${LastUpdateStatusReason ?? 'no reason told'}): ` +
          'try posthorn secrets restart again.')
      }
      await pause(BETWEEN_MS)
    }
  }

  async function restartOne (name: string): Promise<void> {
    const alias = await aliasOf(name)
    if (alias?.RoutingConfig?.AdditionalVersionWeights && Object.keys(alias.RoutingConfig.AdditionalVersionWeights).length > 0) {
      throw new Failure(`A deployment of ${name} is still shifting its requests to a new version: wait for its end, then try again.`)
    }
    await settled(name)
    await call('PUT', `${name}/configuration`, { Description: `Reads its secrets anew since ${new Date(now()).toISOString()}` })
    await settled(name)
    if (!alias) return
    const made = await call<Configuration>('POST', `${name}/versions`, { Description: 'Reads its secrets anew' })
    await call('PUT', `${name}/aliases/${LIVE}`, { FunctionVersion: made!.Version })
  }

  const aliasOf = async (name: string) => await call<AliasOf>('GET', `${name}/aliases/${LIVE}`)

  return {
    async restart (names) {
      for (const name of names) await restartOne(name)
    },
    async startedAt (name) {
      const qualifier = await aliasOf(name) ? `?Qualifier=${LIVE}` : ''
      const found = await call<Configuration>('GET', `${name}/configuration${qualifier}`)
      if (!found) throw new Failure(`There is no function ${name}: look at --stage, the region and the account.`)
      return Date.parse(found.LastModified)
    },
    close: client.close
  }
}

async function send<Answer> (client: Client, method: string, path: string, body?: object): Promise<Answer> {
  const [where, queried] = path.split('?')
  const query = queried === undefined ? undefined : Object.fromEntries(new URLSearchParams(queried))
  const { body: answer } = await client.send({
    method, path: `/2015-03-31/functions/${where}`, query,
    ...body && { headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) }
  })
  return JSON.parse(answer.toString()) as Answer
}
