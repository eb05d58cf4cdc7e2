import { awsRegion } from '../config.js'
import { once } from '../lib/open-once.js'
import type { Credentials } from './signature-v4.js'

/** Gives the keys to sign with now. */
export type CredentialSource = () => Credentials | Promise<Credentials>

// Keys are asked for again so long before they end; until then a failure to get new ones is none.
const REFRESH_MS = 5 * 60_000
const ASK_AGAIN_MS = 1000

/** Keys of the usual places: environment, profile, container, machine (the AWS SDK's own chain, loaded at the first call). */
export const usualCredentials = (): CredentialSource => renewed(async () => {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
  // A provider of its own each time: it keeps what it has read, and files change.
  return await fromNodeProviderChain()()
}, Date.now)

/**
 * Keeps keys until five minutes before they end. New ones are then asked for beside the calls, which go on with the old ones as
 * long as these hold; after that calls wait, and reject as `ask` does.
 */
export function renewed (ask: () => Promise<Credentials>, now: () => number): CredentialSource {
  let held: Credentials | undefined
  let askedAt = -Infinity
  const renew = shared(async () => {
    askedAt = now()
    held = await ask()
    return held
  })
  return () => {
    const left = held ? (held.expiration?.getTime() ?? Infinity) - now() : 0
    if (!held || left <= 0) return renew()
    if (left < REFRESH_MS && now() - askedAt >= ASK_AGAIN_MS) renew().catch(() => {})
    return held
  }
}

/** The region of the usual places: AWS_REGION, or the profile. Rejects with an Error whose message says that it is missing. */
export const usualRegion = once(async (): Promise<string> => {
  const named = awsRegion()
  if (named !== undefined) return named
  const { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } = await import('@smithy/core/config')
  return await loadConfig(NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS)()
})

function shared<T> (work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined
  return async () => {
    running ??= work().finally(() => { running = undefined })
    return await running
  }
}
