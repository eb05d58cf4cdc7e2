import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { buildApp } from '../src/app.js'
import { loadConfig } from '../src/config.js'
import { createTableDispatcher } from '../src/delivery/hand-off/table/dispatcher-table.js'
import type { Call } from '../src/dynamodb/call.js'
import { createEngine } from '../src/hosting/create-engine.js'
import { createTokens, type Principal } from '../src/http/tokens.js'
import { createCaches } from '../src/repositories/database.js'
import { memoryDatabase } from '../test/helpers/memory-database.js'
import type { FileStore } from '../src/repositories/files.js'
import { JSON_TYPE, operationsOf, type Document, type Operation } from './document.js'
import { triesOf, type Asked, type Try } from './tries.js'

// A conflict needs a state that one request does not make; of the same group it says the same.
const LENT = new Set(['409'])
// Only a gateway in front of the app gives this answer.
const GATEWAY = '429'
const FAILING: Record<number, () => Error> = {
  500: () => new Error('of the documentation'),
  503: () => Object.assign(new Error('of the documentation'), { name: 'TimeoutError' })
}

/**
 * Asks an app in memory for every failure that the document names, and puts its answers into the document as examples. A failure that an
 * operation does not give here has the example of another operation of its group.
 */
export async function addFailures (document: Document): Promise<void> {
  const app = await startApp()
  const seen = new Map<string, unknown>()
  const missing: Array<() => void> = []
  for (const asked of operationsOf(document)) {
    const { responses, tags: [tag] } = asked.operation
    for (const status of failuresOf(asked.operation)) {
      const media = responses[status]!.content![JSON_TYPE]!
      const given = await app.answer(asked, Number(status))
      if (given === undefined && LENT.has(status)) missing.push(() => { if (seen.has(`${tag} ${status}`)) media.example = seen.get(`${tag} ${status}`) })
      else if (given !== undefined) seen.set(`${tag} ${status}`, media.example = given)
    }
  }
  for (const fill of missing) fill()
  await app.close()
}

const failuresOf = ({ responses }: Operation) =>
  Object.keys(responses).filter(status => status >= '400' && status !== GATEWAY && responses[status]!.content?.[JSON_TYPE] !== undefined)

async function startApp () {
  const config = { ...loadConfig({}), jwtSecret: 'documentation' }
  const tokens = createTokens(config, Date.now)
  // Between two answers an hour passes for the caches: what an answer needs does not depend on how fast the answers before it came.
  let hours = 0
  const db = { ...memoryDatabase(), caches: createCaches({ now: () => hours * 3_600_000 }) }
  let failing: Error | undefined
  const call: Call = async (operation, input) => {
    if (failing) throw failing
    return await db.call(operation, input)
  }
  const engine = createEngine({ config, mainSecret: 'documentation', db: { ...db, call }, dispatcher: createTableDispatcher(), log: pino({ level: 'silent' }) })
  const files: FileStore = { put: async () => {}, get: async () => undefined, remove: async () => {}, purge: async () => {} }
  const app = await buildApp({ engine, tokens })
  const bearer = async (principal: Principal) => `Bearer ${await tokens.mint(principal, 3600)}`

  const org = await bearer({ kind: 'org', orgId: 'org_docs' })
  const make = async (url: string, body: object) =>
    (await app.inject({ method: 'POST', url: `/api/v1${url}`, headers: { authorization: org }, payload: JSON.stringify(body) })).json()
  const { id: appId } = await make('/app', { name: 'Acme', uid: 'acme' })
  await make('/app/acme/destination', { type: 'pollingEndpoint', uid: 'pull' })
  const { token } = await make('/auth/app/acme/poller/pull/token/rotate', {})
  const authorizations = {
    org, none: undefined, poller: `Bearer ${token}`,
    portal: await bearer({ kind: 'app', orgId: 'org_docs', appId, featureFlags: [], capabilities: ['ViewBase'] }),
    broken: await bearer({ kind: 'org', orgId: 'documentation' })
  }

  async function ask ({ path, method, operation }: Asked, { token = 'org', last, all, query, coding, body }: Try) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
    const exampleOf = (name: string) => String(operation.parameters?.find(one => one.name === name)?.example)
    const valueOf = (name: string) => all ?? (name === names.at(-1) ? last : undefined) ?? exampleOf(name)
    const asked = new URLSearchParams(Object.fromEntries((operation.parameters ?? []).filter(one => one.in === 'query' && one.required).map(one => [one.name, String(one.example)])))
    const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => valueOf(name)) + (query === undefined ? `?${String(asked)}`.replace(/\?$/, '') : `?${query}`)
    const payload = body ?? (operation.requestBody && JSON.stringify(operation.requestBody.content[JSON_TYPE]?.example ?? {}))
    const authorization = authorizations[token]
    return await app.inject({
      method: method.toUpperCase() as 'GET', url,
      headers: { ...authorization !== undefined && { authorization }, ...coding !== undefined && { 'content-encoding': coding }, 'idempotency-key': randomUUID() },
      ...payload !== undefined && { payload }
    })
  }

  /** What the app answers with this status; undefined where no way leads to it. */
  async function answer (asked: Asked, status: number): Promise<unknown> {
    failing = FAILING[status]?.()
    hours++
    Object.assign(engine, { imports: status === 501 ? undefined : { files, read: () => { throw new Error('No file is read here.') } } })
    try {
      for (const one of triesOf(asked, status)) {
        const reply = await ask(asked, one)
        if (reply.statusCode === status && reply.body !== '') return reply.json()
      }
      return undefined
    } finally {
      failing = undefined
    }
  }

  return { answer, close: async () => { await app.close() } }
}
