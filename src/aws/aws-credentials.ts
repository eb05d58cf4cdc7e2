import { awsRegion } from '../config.js'
import { once } from '../lib/open-once.js'
import type { Credentials } from './signature-v4.js'

/** Returns the keys for signing now. */
export type CredentialSource = () => Credentials | Promise<Credentials>

// Keys are renewed this long before they expire, ms; until then, a failed renewal has no effect.
const REFRESH_MS = 5 * 60_000
const ASK_AGAIN_MS = 1000

/** Keys from the AWS SDK's provider chain (environment, profile, container, machine), which is loaded at the first call. */
export const usualCredentials = (): CredentialSource => renewed(async () => {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
  // A new provider each time: a provider caches what it has read, and files change.
  return await fromNodeProviderChain()()
}, Date.now)

/**
 * Caches keys until five minutes before they expire. Then new keys are asked for in the background, and calls use the
 * old keys as long as these are valid. After that, calls wait for new keys, and reject as `ask` does.
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

/** The region from AWS_REGION or the profile. Rejects with an Error that says that it is missing. */
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
