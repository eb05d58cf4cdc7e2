import { api, asked, type EventType, type Page } from './calls.js'
import { useLoad } from './loading.js'

const MOST = 250
const PAGES = 8

/** The event types that this portal may see, without archived ones; at most two thousand. */
export const useEventTypes = () => useLoad('event types', eventTypes)

async function eventTypes (): Promise<EventType[]> {
  const all: EventType[] = []
  let iterator: string | undefined
  for (let page = 0; page < PAGES; page++) {
    const query = { limit: MOST, ...(iterator !== undefined && { iterator }) }
    const answer: Page<EventType> = await asked(api.GET('/api/v1/event-type', { params: { query } }))
    all.push(...answer.data)
    if (answer.done) break
    iterator = answer.iterator ?? undefined
  }
  return all
}

/** The latest schemas of event types: of these, or of the first fifty. */
export const useSchemas = (names: readonly string[] | null) => useLoad(`schemas ${names?.join() ?? ''}`, async () => {
  const query = { limit: 50, with_content: true }
  const { data } = await asked(api.GET('/api/v1/event-type', { params: { query } }))
  const missing = (names ?? []).filter(name => !data.some(one => one.name === name)).slice(0, 20)
  const more = await Promise.all(missing.map(async name =>
    await asked(api.GET('/api/v1/event-type/{event_type_name}', { params: { path: { event_type_name: name } } }))))
  return [...data, ...more].filter(({ name }) => names === null || names.includes(name)).flatMap(one => schemaOf(one)?.schema ?? [])
})

export interface Group { name: string, types: EventType[] }

/** Event types by their group: what they name, or what stands before the first separator; what is alone is in the group ''. */
export function grouped (types: readonly EventType[]): Group[] {
  const groups = new Map<string, EventType[]>()
  for (const one of types) {
    const name = one.groupName ?? /^(.+?)[./:_-]/.exec(one.name)?.[1] ?? ''
    groups.set(name, [...(groups.get(name) ?? []), one])
  }
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)
  return [...groups].map(([name, inGroup]) => ({ name, types: inGroup.toSorted(byName) })).toSorted(byName)
}

/** The highest version's schema of an event type, and the examples that it holds. */
export function schemaOf ({ schemas }: EventType): { schema: object, examples: unknown[] } | undefined {
  const [latest] = Object.keys(schemas ?? {}).map(Number).toSorted((a, b) => b - a)
  const schema = latest === undefined ? undefined : (schemas as Record<string, { examples?: unknown[], example?: unknown }>)[String(latest)]
  if (!schema) return undefined
  return { schema, examples: schema.examples ?? (schema.example === undefined ? [] : [schema.example]) }
}
