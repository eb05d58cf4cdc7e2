import { JSON_TYPE, type Operation, type Parameter, type Schema } from './document.js'

export interface Asked { path: string, method: string, operation: Operation }
/** One way to ask: with which token, with which values in the path, with which query or body in place of the example. */
export interface Try { token?: 'org' | 'none' | 'portal' | 'poller' | 'broken', last?: string, all?: string, query?: string, coding?: string, body?: string }

const TOO_LARGE = JSON.stringify({ text: 'x'.repeat(2_100_000) })

/** The ways that may lead to a failure with this status, most telling first. */
export function triesOf ({ operation }: Asked, status: number): Try[] {
  const ways = WAYS[status]
  const tries = ways ? ways(operation) : [{}]
  return operation.security === undefined ? tries.map(one => ({ ...one, token: 'none' })) : tries
}

const WAYS: Record<number, (operation: Operation) => Try[]> = {
  400: operation => [...wrongQueries(operation, UNREADABLE).map(query => ({ query })), { token: 'broken' }],
  401: () => [{ token: 'none' }],
  403: () => [{ token: 'portal' }, { token: 'poller' }],
  404: () => [{ last: 'unknown' }, { all: 'unknown' }],
  409: () => [{}, {}, { last: 'another' }],
  413: () => [{ body: TOO_LARGE }],
  415: () => [{ coding: 'zstd' }],
  422: operation => [...wrongBodies(operation).map(body => ({ body })), ...wrongQueries(operation, FORBIDDEN).map(query => ({ query }))]
}

const UNREADABLE = ({ type, format }: Schema) => type === 'integer' || type === 'boolean' ? 'many' : format === 'date-time' ? 'yesterday' : undefined
const FORBIDDEN = ({ maximum, type }: Schema) => maximum !== undefined ? String(Number(maximum) + 1) : type === 'string' ? '' : undefined

function wrongQueries ({ parameters = [] }: Operation, valueOf: (schema: Schema) => string | undefined): string[] {
  const asked = parameters.filter((one): one is Parameter => one.in === 'query')
  return asked.flatMap(({ name, schema }) => {
    const value = valueOf(schema)
    return value === undefined ? [] : [`${name}=${value}`]
  })
}

/** Bodies with one mistake each: a required property missing, then each property of the wrong type. */
function wrongBodies ({ requestBody }: Operation): string[] {
  const media = requestBody?.content[JSON_TYPE]
  if (!media) return []
  const { properties = {} } = media.schema
  const wrong = Object.entries(properties).map(([name, schema]) => JSON.stringify({ ...media.example as object, [name]: wrongValue(schema) }))
  return ['{}', ...wrong, '{']
}

const wrongValue = ({ type, anyOf = [] }: Schema) => (type ?? anyOf[0]?.type) === 'string' ? 7 : 'seven'
