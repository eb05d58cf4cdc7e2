import { awsKeys, awsRegion } from '../config.js'
import type { CredentialSource } from './aws-credentials.js'

/** The keys of a function's role. The runtime may change them between two calls, so every call reads them. */
export const usualCredentials = (): CredentialSource => () => {
  const { accessKeyId, secretAccessKey, sessionToken } = awsKeys()
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, sessionToken }
  const missing = new Error('The environment has no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.')
  throw Object.assign(missing, { name: 'CredentialsProviderError' })
}

/** The region of a function. Rejects when the environment does not contain it. */
export async function usualRegion (): Promise<string> {
  const region = awsRegion()
  if (region === undefined) throw new Error('Region is missing: the environment has no AWS_REGION.')
  return region
}
