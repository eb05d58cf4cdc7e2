import { itemsOf, pathOf, type ApiClient } from '../client/api-client.js'
import { reconcile } from './reconcile.js'
import type { Report } from './migration-report.js'

export interface EventType extends Record<string, unknown> { name: string }

/** What an environment's export holds, as far as it is brought. */
export interface Exported {
  eventTypes?: EventType[]
  settings?: Record<string, unknown> | null
  connectors?: unknown[]
  integrations?: unknown[]
}

const FIELDS = [
  'description', 'archived', 'deprecated', 'schemas', 'groupName', 'featureFlags', 'featureFlag', 'validatePayload', 'retrySchedule'
]

const SETTINGS = ['validatePayload', 'enableChannels', 'enableMessageTags']

/** Brings the event types and the settings of an export; says what of it has no place. */
export async function bringCatalogue (target: ApiClient, exported: Exported, report: Report): Promise<void> {
  const there = new Map<string, EventType>()
  const all = itemsOf<EventType>(target, '/event-type', { include_archived: true, with_content: true })
  for await (const one of all) there.set(one.name, one)
  for (const one of exported.eventTypes ?? []) await bringEventType(target, { one, current: there.get(one.name) }, report)
  await bringSettings(target, exported.settings ?? {}, report)
  for (const what of ['connectors', 'integrations'] as const) {
    const number = exported[what]?.length ?? 0
    if (number > 0) report.left.push(`${number} ${what}: there is no such thing here.`)
  }
}

async function bringEventType (target: ApiClient, { one, current }: { one: EventType, current: EventType | undefined }, report: Report) {
  const wanted: Record<string, unknown> = Object.fromEntries(FIELDS.filter(name => one[name] !== undefined && one[name] !== null)
    .map(name => [name, one[name]]))
  // The same thing under its older name.
  if (Array.isArray(wanted.featureFlags)) delete wanted.featureFlag
  const body = { description: '', ...wanted }
  await reconcile(report, {
    kind: 'event type',
    name: one.name,
    wanted,
    current,
    create: async () => await target.call('POST', '/event-type', { name: one.name, ...body }),
    update: async () => await target.call('PUT', `/event-type${pathOf(one.name)}`, body)
  })
}

async function bringSettings (target: ApiClient, settings: Record<string, unknown>, report: Report): Promise<void> {
  const isSet = (name: string) => ![null, false, undefined, ''].includes(settings[name] as never)
  const set = Object.keys(settings).filter(name => !SETTINGS.includes(name) && isSet(name))
  if (set.length > 0) report.left.push(`Settings that are not brought: ${set.join(', ')}.`)
  const brought = SETTINGS.filter(name => typeof settings[name] === 'boolean')
  if (brought.length === 0) return
  const wanted = Object.fromEntries(brought.map(name => [name, settings[name]]))
  const change = async () => await target.call('PATCH', '/environment/settings', wanted)
  const current = await target.get<Record<string, unknown>>('/environment/settings')
  await reconcile(report, { kind: 'settings', name: brought.join(', '), wanted, current, create: change, update: change })
}
