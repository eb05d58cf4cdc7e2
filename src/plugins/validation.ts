import type { FastifySchemaCompiler } from 'fastify'
import { ValidationError } from '../errors.js'
import { checkOf } from './compilers.js'
import { violationsOf } from './violations.js'

/** Validates bodies; queries were read by plugins/query, and ids in paths are not validated (contract 1.3). */
export const validatorCompiler: FastifySchemaCompiler<never> = ({ schema, method, url, httpPart }) => {
  if (httpPart !== 'body') return () => true
  const validate = checkOf({ schema, method, url })
  return (data: unknown) => validate(data) ? { value: data } : { error: new ValidationError(violationsOf(validate.errors ?? [])) }
}
