import {
  Type, type Static, type TBoolean, type TInteger, type TOptional, type TProperties, type TSchema, type TUnsafe
} from '@sinclair/typebox'

/** A value or null. */
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

const NAME_PATTERN = '^[a-zA-Z0-9\\-_.]+$'

/** Text without the control characters U+0000 to U+0008. */
export const Text = (options: { minLength?: number, maxLength?: number, description?: string } = {}) =>
  Type.String({ pattern: '^[^\\u0000-\\u0008]*$', ...options })

/** The name of an event type. */
export const EventTypeName = Type.String({
  minLength: 1, maxLength: 256, pattern: NAME_PATTERN, description: "The event type's name", examples: ['invoice.paid']
})

/** What an event type can require of a portal, and what a portal token can carry. */
export const FeatureFlag = Type.String({ minLength: 1, maxLength: 256, pattern: NAME_PATTERN, examples: ['beta-feature'] })

export const Channel = Type.String({ minLength: 1, maxLength: 256, pattern: NAME_PATTERN, examples: ['project_1337'] })

/** A name of the caller's own, which must not look like one of our ids. */
export const Uid = (prefix: string, what: string) => Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: NAME_PATTERN,
  not: { pattern: `^${prefix}` },
  description: `Optional unique identifier for the ${what}`,
  examples: ['unique-identifier']
})

/** RFC 3339. The parser in plugins/ and the engine turn it into Unix milliseconds. */
export const Timestamp = Type.String({ format: 'date-time', examples: ['2026-11-22T14:05:00.123Z'] })

export const ThrottleRate = Type.Integer({ minimum: 1, maximum: 65535, description: 'Messages a second; null is unlimited' })

/** Waits before each retry. */
export const RetrySchedule = Type.Array(Type.Number({ minimum: 0, maximum: 604_800 }), {
  maxItems: 20, description: 'Seconds to wait before each retry; empty is one attempt only, null the default', examples: [[5, 300, 1800]]
})

/** A map whose names may be any text; a Record's pattern would skip names with a line break. */
export const MapOf = <T extends TSchema>(value: T, options: { maxProperties?: number, description?: string, examples?: unknown[] } = {}) =>
  Type.Unsafe<Record<string, Static<T>>>({ type: 'object', additionalProperties: value, ...options })

// More names than fit in what metadata may take (delivery/application-rules).
export const Metadata = MapOf(Type.String(), { maxProperties: 1000, examples: [{ plan: 'pro' }] })

/** JSON that goes out as it came in: at run time `raw(text)`, on the wire the text itself. */
export const RawJson = (options: { description?: string, examples?: unknown[] } = {}) =>
  Type.Unsafe<string>({ type: 'object', additionalProperties: true, 'x-raw': true, ...options })

export const IdOf = (prefix: string, what: string) =>
  Type.String({ description: `The ${what}'s id`, examples: [`${prefix}1srOrx2ZWZBpBUvZwXKQmoEYga2`] })

/** An answer without a body. */
export const NoContent = Type.Unsafe<void>(Type.Null({ description: 'No content' }))

/** In a body: what creates the application that the path names, where there is none (contract 2.1); checked only then. */
export const ImplicitApplication = Type.Optional(
  Nullable(Type.Unknown({ description: 'Creates the application if there is none: an ApplicationIn whose uid is the one in the path' }))
)

export const HttpError = Type.Object({
  code: Type.String({ examples: ['not_found'] }),
  detail: Type.String({ examples: ['Entity not found'] })
}, { title: 'HttpError' })

export const HttpValidationError = Type.Object({
  detail: Type.Array(Type.Object({
    loc: Type.Array(Type.String(), { description: 'Where: `body`, `query` or `path`, then names', examples: [['body', 'eventType']] }),
    msg: Type.String({ description: 'What is wrong' }),
    type: Type.String({ examples: ['value_error'] })
  }))
}, { title: 'HTTPValidationError' })

/** The contract's list answer. */
export const ListOf = <T extends TSchema>(item: T, title: string) => Type.Object({
  data: Type.Array(item),
  iterator: Nullable(Type.String({ description: 'Give it back to get the next page' })),
  prevIterator: Type.Optional(Type.String({ description: 'Give it back to get the previous page' })),
  done: Type.Boolean({ description: 'Nothing further in this direction' })
}, { title })

const Iterator = Type.String({ description: 'The iterator returned from a prior invocation; with `-` in front, backwards' })
export const QueryTime = (description: string) => Type.Unsafe<number>({ type: 'string', format: 'date-time', description })
const QueryList = (item: TSchema, description: string) => Type.Unsafe<string[]>({ type: 'array', items: item, description })

export const Order = Type.Unsafe<'ascending' | 'descending'>({
  type: 'string',
  enum: ['ascending', 'descending'],
  description: 'The sorting order of the returned items'
})

/** A query parameter with a default: the caller may leave it out, and a handler always gets it. */
type Filled<T extends TSchema> = TOptional<T> & { default: Static<T> }
type FilledNames<T extends TProperties> = { [Name in keyof T]: T[Name] extends { default: unknown } ? Name : never }[keyof T]
type Parsed<T extends TProperties> =
  { [Name in FilledNames<T>]: Static<T[Name]> } & { [Name in Exclude<keyof T, FilledNames<T>>]?: Static<T[Name]> }

/**
 * Query parameters, all of which the caller may leave out. Its type is what plugins/query makes of them: times are Unix
 * milliseconds, lists arrays, and what has a default is there.
 */
export const Query = <T extends TProperties>(properties: T) =>
  Type.Unsafe<Parsed<T>>(Type.Object(properties)) as TUnsafe<Parsed<T>> & { properties: T }

const optional = Type.Optional

/** A query parameter that is true or false. */
export const Flag = (value: boolean, description: string) =>
  optional(Type.Boolean({ default: value, description })) as Filled<TBoolean>

const Limit = optional(Type.Integer({
  minimum: 0, maximum: 250, default: 50, description: 'Limit the number of returned items'
})) as Filled<TInteger>

export const pagingQuery = { limit: Limit, iterator: optional(Iterator) }
export const rangeQuery = {
  before: optional(QueryTime('Only items created before this time; as exact as 4 ms')),
  after: optional(QueryTime('Only items created at this time or later; as exact as 4 ms'))
}
export const contentQuery = { with_content: Flag(true, 'Whether to include the content') }
export const messageFilterQuery = {
  channel: optional(Channel),
  event_types: optional(QueryList(EventTypeName, 'Only these event types')),
  tag: optional(Type.String({ description: 'Only messages with this tag' }))
}
export const statusQuery = {
  status: optional(Type.Unsafe<0 | 1 | 2 | 3 | 4>({
    type: 'integer',
    enum: [0, 1, 2, 3, 4],
    description: 'Success, pending, fail, sending, canceled'
  }))
}
export const attemptFilterQuery = {
  ...messageFilterQuery,
  ...statusQuery,
  status_code_class: optional(Type.Unsafe<number>({
    type: 'integer',
    enum: [0, 100, 200, 300, 400, 500],
    description: 'Of the HTTP answer'
  }))
}

export const AppParams = Type.Object({
  app_id: Type.String({ description: "The application's id or uid", examples: ['app_1srOrx2ZWZBpBUvZwXKQmoEYga2'] })
})
export const EndpointParams = Type.Object({
  ...AppParams.properties,
  endpoint_id: Type.String({ description: "The endpoint's id or uid", examples: ['ep_1srOrx2ZWZBpBUvZwXKQmoEYga2'] })
})
export const EventTypeParams = Type.Object({
  event_type_name: Type.String({ description: "The event type's name", examples: ['invoice.paid'] })
})
export const MessageParams = Type.Object({
  ...AppParams.properties,
  msg_id: Type.String({ description: "The message's id or eventId", examples: ['msg_1srOrx2ZWZBpBUvZwXKQmoEYga2'] })
})

export const AttemptParams = Type.Object({
  ...MessageParams.properties,
  attempt_id: Type.String({ description: "The attempt's id", examples: ['atmpt_1srOrx2ZWZBpBUvZwXKQmoEYga2'] })
})
export const MessageEndpointParams = Type.Object({ ...MessageParams.properties, ...EndpointParams.properties })
