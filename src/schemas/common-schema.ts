import {
  Type, type Static, type TBoolean, type TInteger, type TOptional, type TProperties, type TSchema, type TUnsafe
} from '@sinclair/typebox'
import { NAME_PATTERN } from '../facts/name-pattern.js'

/** A schema that also allows null. */
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** Text without the control characters U+0000 to U+0008. */
export const Text = (options: { minLength?: number, maxLength?: number, description?: string } = {}) =>
  Type.String({ pattern: '^[^\\u0000-\\u0008]*$', ...options })

/** The name of an event type. */
export const EventTypeName = Type.String({
  minLength: 1, maxLength: 256, pattern: NAME_PATTERN, description: "The event type's name", examples: ['invoice.paid']
})

/** A flag that an event type may require, and that a portal's token may have. */
export const FeatureFlag = Type.String({ minLength: 1, maxLength: 256, pattern: NAME_PATTERN, examples: ['beta-feature'] })

export const Channel = Type.String({ minLength: 1, maxLength: 256, pattern: NAME_PATTERN, examples: ['project_1337'] })

/** A name that the caller chooses. It must not look like an id of Posthorn. */
export const Uid = (prefix: string, what: string) => Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: NAME_PATTERN,
  not: { pattern: `^${prefix}` },
  description: `Optional unique identifier for the ${what}`,
  examples: ['unique-identifier']
})

/** RFC 3339. plugins/query and the rules convert it to Unix ms. */
export const Timestamp = Type.String({ format: 'date-time', examples: ['2026-11-22T14:05:00.123Z'] })

export const ThrottleRate = Type.Integer({ minimum: 1, maximum: 65535, description: 'The most messages a second; null means no limit' })

export const AcceptRate = Type.Integer({
  minimum: 1, maximum: 65535, description: 'The most messages a second that are accepted; more get 429. Null means no limit of its own'
})

/** The waits before each retry, in seconds. */
export const RetrySchedule = Type.Array(Type.Number({ minimum: 0, maximum: 604_800 }), {
  maxItems: 20,
  description: 'Seconds to wait before each retry; an empty list means one attempt only, null the default schedule',
  examples: [[5, 300, 1800]]
})

/** A map with any names. A Record's pattern would ignore names with a line break. */
export const MapOf = <T extends TSchema>(value: T, options: { maxProperties?: number, description?: string, examples?: unknown[] } = {}) =>
  Type.Unsafe<Record<string, Static<T>>>({ type: 'object', additionalProperties: value, ...options })

// More names than fit into the size limit of metadata (rules/application-rules).
export const Metadata = MapOf(Type.String(), { maxProperties: 1000, examples: [{ plan: 'pro' }] })

/** JSON that is returned unchanged: at run time `raw(text)`, in the answer the text itself. */
export const RawJson = (options: { description?: string, examples?: unknown[] } = {}) =>
  Type.Unsafe<string>({ type: 'object', additionalProperties: true, 'x-raw': true, ...options })

/** The schema of an id with this prefix (contract 1.3); the form of the id is not checked. */
export const IdOf = (prefix: string, what: string) =>
  Type.String({ description: `The ${what}'s id`, examples: [`${prefix}1srOrx2ZWZBpBUvZwXKQmoEYga2`] })

/** An answer without a body. */
export const NoContent = Type.Unsafe<void>(Type.Null({ description: 'No content' }))

/** In a body: creates the application in the path when it does not exist (contract 2.1). Validated only then. */
export const ImplicitApplication = Type.Optional(
  Nullable(Type.Unknown({
    description: 'Creates the application if it does not exist: an ApplicationIn whose uid is the one in the path',
    'x-shown-as': 'ApplicationIn'
  }))
)

export const HttpError = Type.Object({
  code: Type.String({ examples: ['not_found'] }),
  detail: Type.String({ examples: ['Entity not found'] })
}, { title: 'HttpError' })

export const HttpValidationError = Type.Object({
  detail: Type.Array(Type.Object({
    loc: Type.Array(Type.String(), {
      description: 'The location: `body`, `query` or `path`, then names',
      examples: [['body', 'eventType']]
    }),
    msg: Type.String({ description: 'What is wrong' }),
    type: Type.String({ examples: ['value_error'] })
  }))
}, { title: 'HTTPValidationError' })

/** The answer of a list, as in the contract. */
export const ListOf = <T extends TSchema>(item: T, title: string) => Type.Object({
  data: Type.Array(item),
  iterator: Nullable(Type.String({ description: 'The value of `iterator` for the next page' })),
  prevIterator: Type.Optional(Type.String({ description: 'The value of `iterator` for the previous page' })),
  done: Type.Boolean({ description: 'Whether no items follow in this direction' })
}, { title })

const Iterator = Type.String({
  description: 'The `iterator` or `prevIterator` of an earlier page; with `-` in front, the list is read backwards'
})
/** A timestamp in a query (contract 1.5): the handler gets Unix ms. */
export const QueryTime = (description: string) => Type.Unsafe<number>({ type: 'string', format: 'date-time', description })
/** A parameter that may be given several times. */
export const QueryList = (item: TSchema, description: string) => Type.Unsafe<string[]>({ type: 'array', items: item, description })

export const Order = Type.Unsafe<'ascending' | 'descending'>({
  type: 'string',
  enum: ['ascending', 'descending'],
  description: 'The order of the items'
})

/** A query parameter with a default: a caller may leave it out, and a handler always gets a value. */
type Filled<T extends TSchema> = TOptional<T> & { default: Static<T> }
type FilledNames<T extends TProperties> = { [Name in keyof T]: T[Name] extends { default: unknown } ? Name : never }[keyof T]
type Parsed<T extends TProperties> =
  { [Name in FilledNames<T>]: Static<T[Name]> } & { [Name in Exclude<keyof T, FilledNames<T>>]?: Static<T[Name]> }

/**
 * Query parameters, which are all optional for the caller. The type is the one that plugins/query produces: times are
 * Unix ms, lists are arrays, and parameters with a default always have a value.
 */
export const Query = <T extends TProperties>(properties: T) =>
  Type.Unsafe<Parsed<T>>(Type.Object(properties)) as TUnsafe<Parsed<T>> & { properties: T }

const optional = Type.Optional

/** A boolean query parameter with a default. */
export const Flag = (value: boolean, description: string) =>
  optional(Type.Boolean({ default: value, description })) as Filled<TBoolean>

const Limit = optional(Type.Integer({
  minimum: 0, maximum: 250, default: 50, description: 'The most items on a page'
})) as Filled<TInteger>

export const pagingQuery = { limit: Limit, iterator: optional(Iterator) }
export const rangeQuery = {
  before: optional(QueryTime('Only items created before this time, with a precision of 4 ms')),
  after: optional(QueryTime('Only items created at this time or later, with a precision of 4 ms'))
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
    description: 'Only items with this status: success, pending, fail, sending, canceled'
  }))
}
export const attemptFilterQuery = {
  ...messageFilterQuery,
  ...statusQuery,
  status_code_class: optional(Type.Unsafe<number>({
    type: 'integer',
    enum: [0, 100, 200, 300, 400, 500],
    description: 'Only attempts whose HTTP status code is in this class'
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
