import { operationsOf, type Document, type Schema } from './document.js'

// The first is ours. Of the second, generators make members that a body has to have.
const LEFT_OUT = new Set(['x-raw', 'default'])
// Their descriptions are those of the answers.
const FAILURES = new Set(['HttpError', 'HTTPValidationError'])

/**
 * Moves every schema with a title to components/schemas, under its title, and leaves a reference. A description that stands where the
 * schema is used stays there. Throws when two schemas share a title and differ.
 */
export function nameSchemas (document: Document): void {
  const named = new Map<string, Schema>()
  const ref = (schema: Schema): Schema => {
    const { title, description, examples: _, ...rest } = below(schema) as Schema & { title: string }
    const known = named.get(title)
    if (known && JSON.stringify({ ...known, title, description: undefined }) !== JSON.stringify({ title, ...rest, description: undefined })) {
      throw new Error(`Two schemas with the title ${title} differ.`)
    }
    if (!known) named.set(title, { title, ...description !== undefined && !FAILURES.has(title) && { description }, ...rest })
    return { $ref: `#/components/schemas/${title}`, ...description !== undefined && !FAILURES.has(title) && { description } }
  }
  const below = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).filter(([name]) => !LEFT_OUT.has(name)).map(([name, one]) => [name, name === 'examples' || name === 'example' ? one : replaced(one)]))
  }
  const replaced = (value: unknown): unknown => {
    // The route validates it only when it needs it; generators want to know what it is.
    const { 'x-shown-as': shown, description } = (value ?? {}) as Schema
    if (typeof shown === 'string') return { $ref: `#/components/schemas/${shown}`, description }
    return typeof (value as Schema | null)?.title === 'string' && (value as Schema).type !== undefined ? ref(value as Schema) : below(value)
  }

  for (const { operation } of operationsOf(document)) {
    for (const media of contentsOf(operation)) media.schema = replaced(media.schema) as Schema
  }
  document.components.schemas = Object.fromEntries([...named].sort(([a], [b]) => a < b ? -1 : 1))
}

const contentsOf = ({ requestBody, responses }: Document['paths'][string][string]) =>
  [requestBody, ...Object.values(responses)].flatMap(one => Object.values(one?.content ?? {}))
