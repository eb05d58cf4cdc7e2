import type { Static, TSchema } from '@sinclair/typebox'
import type { FastifyContextConfig, FastifyRequest } from 'fastify'
import type { Capability } from '../schemas/authentication-schema.js'
import { HttpError, HttpValidationError } from '../schemas/common-schema.js'
import type { Access } from './app-types.js'
import { PORTAL_OPERATIONS } from './portal-operations.js'

/** What a route is called in the OpenAPI document (its texts are in openapi/texts), and what Fastify keeps beside it for the plugins. */
export interface Operation extends Omit<FastifyContextConfig, 'access' | 'replay'> {
  operationId: string
  summary: string
  tag: string
  access: Access
  /** Statuses of checks in the handler, besides those that follow from the access and the inputs. */
  errors?: readonly number[]
  answers: Readonly<Record<number, unknown>>
  body?: TSchema
  querystring?: TSchema
  params?: TSchema
  hide?: boolean
}

/** The schemas of an operation with their types, by which Fastify types the handler's request and reply. Errors are thrown. */
export type SchemasOf<O extends Operation> = Pick<O, Extract<keyof O, 'body' | 'querystring' | 'params'>> & { response: O['answers'] }

/** A request with the types of an operation's schemas; its body may not have been read. */
type Asked<O extends Operation> = FastifyRequest & { params: StaticOf<O['params']>, query: StaticOf<O['querystring']> }
type StaticOf<T> = T extends TSchema ? Static<T> : unknown
interface Replays<O extends Operation> { replay?: (request: Asked<O>) => Promise<object | undefined> }

/** A route in Fastify's form: its inputs, its answers with all errors, and who may call it. */
export function route<const O extends Operation> (operation: O & Replays<O>): { config: FastifyContextConfig, schema: SchemasOf<O> } {
  const {
    operationId, summary, tag, access, errors, answers, body, querystring, params, hide, ...config
  } = operation as Operation & FastifyContextConfig
  const capability = capabilityOf(operation)
  const schema = {
    operationId,
    summary,
    ...(capability && { 'x-capability': capability }),
    tags: [tag],
    ...(access !== 'none' && { security: [{ HTTPBearer: [] }] }),
    ...(body && { body }),
    ...(querystring && { querystring }),
    ...(params && { params }),
    ...(hide && { hide }),
    response: { ...errorAnswers(operation), ...answers }
  }
  return { config: { ...config, access, ...(capability && { capability }) }, schema: schema as unknown as SchemasOf<O> }
}

const isForPortals = (access: Access) => access === 'app' || access === 'any' || access === 'poll'

function capabilityOf ({ operationId, access }: Operation): Capability | undefined {
  if (!isForPortals(access)) return undefined
  const capability = PORTAL_OPERATIONS[operationId]
  if (capability === undefined) throw new Error(`${operationId} is open to portals: http/portal-operations.ts has to name its capability.`)
  return capability
}

const DESCRIPTIONS: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  413: 'Payload too large',
  415: 'Unknown content encoding',
  422: 'Validation error',
  429: 'Too many requests',
  500: 'Internal error',
  501: 'Not configured',
  503: 'The database does not answer'
}

function errorAnswers ({ access, body, querystring, errors = [] }: Operation): Record<number, TSchema> {
  const statuses = new Set([...errors, 500, 503])
  if (querystring) statuses.add(400).add(422)
  if (body) statuses.add(413).add(415).add(422)
  if (access !== 'none') statuses.add(400).add(401).add(429)
  if (access === 'org' || isForPortals(access)) statuses.add(403)
  if (access === 'app' || access === 'poll') statuses.add(404)
  return Object.fromEntries([...statuses].sort().map(status => [status, errorAnswer(status)]))
}

// One object a status, for which one serializer is made.
const described = new Map<number, TSchema>()

function errorAnswer (status: number): TSchema {
  const known = described.get(status)
  if (known) return known
  const made = { ...(status === 422 ? HttpValidationError : HttpError), description: DESCRIPTIONS[status] ?? 'Error' }
  described.set(status, made)
  return made
}
