import type { FastifySchemaCompiler } from 'fastify'
import { ValidationError } from '../errors.js'
import { checkOf } from '../http/compilers.js'
import { crowdIn } from './member-limits.js'
import { shapeOf } from '../http/body-shape.js'
import { violationsOf } from '../http/violations.js'

/** Validates bodies. Queries are read by plugins/query; ids in paths are not validated (contract 1.3). */
const NONE = { loc: ['body'], msg: 'a JSON object is needed, and the body is empty or null', type: 'value_error.jsondecode' }

export const validatorCompiler: FastifySchemaCompiler<never> = ({ schema, method, url, httpPart }) => {
  if (httpPart !== 'body') return () => true
  const validate = checkOf({ schema, method, url })
  const shape = shapeOf(schema)
  return (data: unknown) => {
    const crowded = crowdIn(data, shape)
    if (crowded) return { error: crowded }
    if (validate(data)) return { value: data }
    return { error: new ValidationError(data == null ? [NONE] : violationsOf(validate.errors ?? [])) }
  }
}
