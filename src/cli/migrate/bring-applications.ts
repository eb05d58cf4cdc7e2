import { ApiFailure, itemsOf, pathOf, type ApiClient } from '../client/api-client.js'
import { bringEndpoint, type SourceEndpoint } from './bring-endpoint.js'
import { reconcile } from './reconcile.js'
import type { Report } from './migration-report.js'

interface Application {
  id: string
  uid?: string | null
  name: string
  metadata?: Record<string, string>
  rateLimit?: number | null
  throttleRate?: number | null
}

export interface Way { source: ApiClient, target: ApiClient, report: Report, show: (text: string) => void }

/** The name by which an object is found again in the next run: its uid, or one made of its id there. */
export const uidOf = ({ id, uid }: { id: string, uid?: string | null }): string => uid ?? `svix-${id}`

/** Brings all applications with their endpoints, or those that are named by their ids or uids there, one after the other. */
export async function bringApplications (way: Way, named?: readonly string[]): Promise<void> {
  for await (const one of named ? theseOf(way, named) : itemsOf<Application>(way.source, '/app')) {
    way.show(`application ${uidOf(one)}`)
    const isThere = await bringApplication(way, one)
    for await (const endpoint of itemsOf<SourceEndpoint>(way.source, `/app${pathOf(one.id)}/endpoint`)) {
      await bringEndpoint(way, { from: one.id, to: uidOf(one), isThere, endpoint })
    }
  }
}

async function * theseOf ({ source }: Way, named: readonly string[]): AsyncGenerator<Application> {
  for (const name of named) yield await source.get<Application>(`/app${pathOf(name)}`)
}

async function bringApplication ({ target, report }: Way, one: Application): Promise<boolean> {
  const uid = uidOf(one)
  const wanted = { name: one.name, metadata: one.metadata ?? {}, throttleRate: one.throttleRate ?? one.rateLimit ?? null }
  if (one.uid == null) report.left.push(`Application ${one.id} has no uid: here its uid is ${uid}.`)
  return await reconcile(report, {
    kind: 'application',
    name: uid,
    wanted,
    current: await found(target, `/app${pathOf(uid)}`),
    create: async () => await target.call('POST', '/app', { uid, ...wanted }),
    update: async () => await target.call('PATCH', `/app${pathOf(uid)}`, wanted)
  })
}

/** What a GET answers; undefined for 404. */
export async function found<T extends object = Record<string, unknown>> (api: ApiClient, path: string): Promise<T | undefined> {
  try {
    return await api.get<T>(path)
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return undefined
    throw error
  }
}
