import { isDeepStrictEqual } from 'node:util'
import { LIVE } from '../../facts/functions.js'
import { isShifting, openLambda, type AliasOf } from '../shared/lambda-functions.js'
import { Failure } from '../shared/cli-failure.js'

/** The functions of a stage, by their names in AWS. */
export interface Functions {
  /** Starts functions anew, so that they read their secrets again. Resolves when Lambda starts no old ones any more. */
  restart: (names: readonly string[]) => Promise<void>
  exists: (name: string) => Promise<boolean>
  /** When the code or a setting of a function was last changed, Unix ms. */
  startedAt: (name: string) => Promise<number>
  close: () => Promise<void>
}

interface Configuration {
  LastModified: string
  LastUpdateStatus?: string
  LastUpdateStatusReason?: string
  Version: string
  CodeSha256?: string
  Environment?: object
}

const WITHIN_MS = 120_000
const BETWEEN_MS = 500

/** The functions in Lambda, with the usual credentials and region. */
export function openFunctions (pause: (ms: number) => Promise<void>, now: () => number): Functions {
  const { call, close } = openLambda('secrets')

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
    if (alias && isShifting(alias)) {
      throw new Failure(`A deployment of ${name} is still shifting its requests to a new version: wait for its end, then try again.`)
    }
    const latest = await settled(name)
    if (alias) await refuseEarlier(name, latest)
    await call('PUT', `${name}/configuration`, { Description: `Reads its secrets anew since ${new Date(now()).toISOString()}` })
    await settled(name)
    if (!alias) return
    const made = await call<Configuration>('POST', `${name}/versions`, { Description: 'Reads its secrets anew' })
    await call('PUT', `${name}/aliases/${LIVE}`, { FunctionVersion: made!.Version })
  }

  /** A restart would put the version that was deployed last in the place of the one that a rollback chose. */
  async function refuseEarlier (name: string, latest: Configuration): Promise<void> {
    const live = await call<Configuration>('GET', `${name}/configuration?Qualifier=${LIVE}`)
    if (!live || isSame(live, latest)) return
    throw new Failure(`${name} was rolled back: its requests go to version ${live.Version}, which is not the one deployed last. ` +
      'Deploy a version that works, then try again.')
  }

  const aliasOf = async (name: string) => await call<AliasOf>('GET', `${name}/aliases/${LIVE}`)

  return {
    async restart (names) {
      for (const name of names) await restartOne(name)
    },
    exists: async name => await call('GET', `${name}/configuration`) !== undefined,
    async startedAt (name) {
      const qualifier = await aliasOf(name) ? `?Qualifier=${LIVE}` : ''
      const found = await call<Configuration>('GET', `${name}/configuration${qualifier}`)
      if (!found) throw new Failure(`There is no function ${name}: look at --stage, the region and the account.`)
      return Date.parse(found.LastModified)
    },
    close
  }
}

const isSame = (one: Configuration, other: Configuration) =>
  one.CodeSha256 === other.CodeSha256 && isDeepStrictEqual(one.Environment, other.Environment)
