import type { TSchema } from '@sinclair/typebox'
import { HttpError, HttpValidationError } from '../schemas/common-schema.js'
import type { Access } from './app-types.js'

export interface Operation {
  operationId: string
  summary: string
  description?: string
  tag: string
  access: Access
  /** Statuses that a domain check of its own can give, besides those that follow from the access and the inputs. */
  errors?: number[]
  answers: Record<number, TSchema>
  body?: TSchema
  querystring?: TSchema
  params?: TSchema
  hide?: boolean
}

/** The part of a route that documents it: what it takes, what it answers, every error included. */
export function schemaOf (operation: Operation): Record<string, unknown> {
  const { operationId, summary, description, tag, access, body, querystring, params, answers, hide } = operation
  return {
    operationId,
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    ...(access !== 'none' && { security: [{ HTTPBearer: [] }] }),
    ...(body && { body }),
    ...(querystring && { querystring }),
    ...(params && { params }),
    ...(hide && { hide }),
    response: { ...errorAnswers(operation), ...answers }
  }
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
  if (access === 'org') statuses.add(403)
  if (access === 'app') statuses.add(404)
  return Object.fromEntries([...statuses].sort().map(status => [status, {
    ...(status === 422 ? HttpValidationError : HttpError),
    description: DESCRIPTIONS[status] ?? 'Error'
  }]))
}
