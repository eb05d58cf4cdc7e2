import { pathOf, type ApiClient } from '../client/api-client.js'
import { found, uidOf, type Way } from './bring-applications.js'
import { reconcile } from './reconcile.js'

export interface SourceEndpoint {
  id: string
  uid?: string | null
  url: string
  description?: string
  version?: number
  disabled?: boolean
  filterTypes?: string[] | null
  eventTypes?: string[] | null
  channels?: string[] | null
  metadata?: Record<string, string>
  rateLimit?: number | null
  throttleRate?: number | null
}

interface Headers { headers: Record<string, string>, sensitive?: string[] }
interface Bringing { from: string, to: string, isThere: boolean, endpoint: SourceEndpoint }

/** Brings one endpoint with its secret and its headers; a header whose value is not shown there is named in the report. */
export async function bringEndpoint ({ source, target, report }: Way, { from, to, isThere, endpoint }: Bringing): Promise<void> {
  const uid = uidOf(endpoint)
  const there = `/app${pathOf(to)}/endpoint`
  const here = `/app${pathOf(from)}/endpoint${pathOf(endpoint.id)}`
  const { key: secret } = await source.get<{ key: string }>(`${here}/secret`)
  const { headers, sensitive = [] } = await source.get<Headers>(`${here}/headers`)
  const hidden = sensitive.filter(name => headers[name] === undefined)
  const names = hidden.join(', ')
  if (hidden.length > 0) report.left.push(`Endpoint ${uid} of ${to}: the values of ${names} are not shown there; set them here.`)
  if (endpoint.uid == null) report.left.push(`Endpoint ${endpoint.id} of ${to} has no uid: here its uid is ${uid}.`)
  const fields = fieldsOf(endpoint)
  const path = `${there}${pathOf(uid)}`
  await reconcile(report, {
    kind: 'endpoint',
    name: `${uid} of ${to}`,
    wanted: { ...fields, secret, headers },
    current: isThere ? await currentOf(target, path) : undefined,
    create: async () => await target.call('POST', there, { uid, ...fields, secret, headers }),
    update: async changed => await change(target, { path, fields, secret, headers, changed })
  })
}

function fieldsOf (one: SourceEndpoint) {
  return {
    url: new URL(one.url).href,
    description: one.description ?? '',
    version: one.version ?? 1,
    disabled: one.disabled ?? false,
    eventTypes: one.eventTypes ?? one.filterTypes ?? null,
    channels: one.channels ?? null,
    metadata: one.metadata ?? {},
    throttleRate: one.throttleRate ?? one.rateLimit ?? null
  }
}

async function currentOf (target: ApiClient, path: string): Promise<Record<string, unknown> | undefined> {
  const endpoint = await found<{ url: string }>(target, path)
  if (!endpoint) return undefined
  const [{ key: secret }, { headers }] = await Promise.all([
    target.get<{ key: string }>(`${path}/secret`), target.get<Headers>(`${path}/headers`)
  ])
  return { ...endpoint, url: new URL(endpoint.url).href, secret, headers }
}

interface Change { path: string, fields: object, secret: string, headers: Record<string, string>, changed: readonly string[] }

// Headers are set one by one: those whose values were set here by hand, as the report asks, stay.
async function change (target: ApiClient, { path, fields, secret, headers, changed }: Change): Promise<void> {
  if (changed.includes('secret')) await target.call('POST', `${path}/secret/rotate`, { key: secret })
  if (changed.includes('headers')) await target.call('PATCH', `${path}/headers`, { headers })
  if (changed.some(name => name !== 'secret' && name !== 'headers')) await target.call('PATCH', path, fields)
}
