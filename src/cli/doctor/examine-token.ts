import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { createTokens } from '../../http/tokens.js'
import { apiOf, told } from './api.js'
import { reasonOf, type Finding } from './finding.js'
import type { Options } from './options.js'
import type { Target } from './target.js'

const CHECK = 'token'
const LIFETIME_SECONDS = 600

export interface Given { token: string | undefined, from: string }

/** The token to call with: a given one, or one made with the JWT secret where the doctor can read it; it lives ten minutes. */
export async function findToken ({ token, tokenFile, org }: Options, { config }: Target, jwtSecret: string | undefined): Promise<Given> {
  if (token !== undefined) return { token, from: 'the one given' }
  if (tokenFile !== undefined) {
    return { token: (await (tokenFile === '-' ? text(process.stdin) : readFile(tokenFile, 'utf8'))).trim(), from: 'the one given' }
  }
  if (jwtSecret === undefined) return { token: undefined, from: '' }
  const made = await createTokens({ ...config, jwtSecret }, Date.now).mint({ kind: 'org', orgId: org }, LIFETIME_SECONDS)
  return { token: made, from: `one made for ${org}` }
}

/** Whether the API takes the token, and as an organization's. */
export async function checkToken (url: string, { token, from }: Given): Promise<Finding[]> {
  if (token === undefined) {
    return [{
      check: CHECK,
      verdict: 'fail',
      says: 'there is no token to call with',
      todo: 'Give one with --token-file (`posthorn token` prints one where the server runs), or name the --stage.'
    }]
  }
  try {
    const answer = await apiOf(url, token)('GET', '/api/v1/app?limit=1')
    if (answer.status === 200) return [{ check: CHECK, verdict: 'pass', says: `${from} is accepted` }]
    return [{ check: CHECK, verdict: 'fail', says: `${from} is not accepted: ${told(answer)}`, todo: adviceFor(answer.status) }]
  } catch (error) {
    return [{
      check: CHECK,
      verdict: 'fail',
      says: `no answer to a call with a token: ${reasonOf(error)}`,
      todo: 'Look at the server\'s log.'
    }]
  }
}

function adviceFor (status: number): string {
  if (status === 401) {
    return 'It was signed with another secret or algorithm, or has expired: make one with the server\'s JWT secret (`posthorn token`).'
  }
  if (status === 403) return 'It is an application\'s portal token, or something before the API refuses it: give an organization\'s token.'
  return 'Look at the server\'s log.'
}
