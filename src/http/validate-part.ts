import type { Static, TSchema } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { ValidationError } from '../errors.js'

type Place = ValidationError['violations'][number]['loc']

/**
 * Validates a part of a body by a separate schema and returns it. Throws 422 when it is not valid. `placeOf` turns the
 * location of a violation in the part, whose first element is `body`, into its location in the body.
 *
 * A bundle can only use schemas that are the body of a route (http/compilers.build).
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
