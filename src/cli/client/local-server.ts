import { resolve } from 'node:path'
import type { Config } from '../../config.js'
import { keptSecrets } from '../../hosting/first-start.js'
import { EXIT, Failure } from '../shared/cli-failure.js'

const NO_TOKEN = { exitCode: EXIT.refused, code: 'no_token' }

/** Where the server of these settings is reached from this machine. */
export function localUrl ({ host, port }: Config): string {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
}

/** Whether only this machine can reach the API. */
export const isLoopback = (url: string): boolean => /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname)

/** A token of an organization for the server of these settings. Fails, with what to do, when its secret is not here. */
export async function mintToken (config: Config, orgId: string, seconds: number): Promise<string> {
  const { createTokens } = await import('../../http/tokens.js')
  const tokens = createTokens({ ...config, jwtSecret: await jwtSecretOf(config) }, Date.now)
  return await tokens.mint({ kind: 'org', orgId }, seconds)
}

// A secret made here would sign tokens that no server takes.
async function jwtSecretOf ({ jwtSecret, dataDir }: Config): Promise<string> {
  if (jwtSecret !== undefined) return jwtSecret
  if (dataDir === ':memory:') {
    throw new Failure('With POSTHORN_DATA_DIR=:memory: the secret lives in the server only: set POSTHORN_JWT_SECRET for both.', NO_TOKEN)
  }
  const kept = await keptSecrets(dataDir)
  if (kept) return kept.jwtSecret
  throw new Failure(`There are no secrets of a server in ${resolve(dataDir)}: start the server first, run this in its directory, or set ` +
    'the POSTHORN_DATA_DIR or POSTHORN_JWT_SECRET that it has.', NO_TOKEN)
}
