import type { Static, TSchema } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { ValidationError } from '../errors.js'

type Place = ValidationError['violations'][number]['loc']

/**
 * Returns a value that is a part of a body, checked by a schema of its own; 422 when it is not valid. `placeOf` says where in the body
 * a violation is that stands at `loc` of the part, whose first element is `body`.
 *
 * A bundle can only check by what is the body of a route (http/compilers.build).
 */
export function validatePart<S extends TSchema> (
  request: FastifyRequest,
  schema: S,
  { value, placeOf }: { value: unknown, placeOf: (loc: Place) => Place }
): Static<S> {
  const validate = request.compileValidationSchema(schema, 'body') as unknown as (data: unknown) => { error?: ValidationError }
  const { error } = validate(value)
  if (error) throw new ValidationError(error.violations.map(violation => ({ ...violation, loc: placeOf(violation.loc) })))
  return value
}
