import type { TSchema } from '@sinclair/typebox'
import type { FastifySchemaCompiler } from 'fastify'
import { invalid, ValidationError } from '../errors.js'
import { checkOf } from './compilers.js'
import { violationsOf } from './violations.js'

/** Validates bodies; queries were read by plugins/query, and ids in paths are not validated (contract 1.3). */
export const validatorCompiler: FastifySchemaCompiler<never> = ({ schema, method, url, httpPart }) => {
  if (httpPart !== 'body') return () => true
  const validate = checkOf({ schema, method, url })
  const limits = limitsOf(schema)
  return (data: unknown) => {
    const crowded = crowdIn(data, limits)
    if (crowded) return { error: crowded }
    return validate(data) ? { value: data } : { error: new ValidationError(violationsOf(validate.errors ?? [])) }
  }
}

interface Limit { name: string, items: number }

/** How many items the lists of a body may have. */
function limitsOf ({ properties = {} }: TSchema): Limit[] {
  return Object.entries(properties as Record<string, TSchema>).flatMap(([name, schema]) => {
    const branches: TSchema[] = schema.anyOf ?? [schema]
    const found = branches.find(({ maxItems }) => maxItems !== undefined)
    return found ? [{ name, items: found.maxItems as number }] : []
  })
}

/** What has too many items, told without a look at each: the validator finds fault with every one of a million. */
function crowdIn (data: unknown, limits: Limit[]): ValidationError | undefined {
  const crowded = limits.find(({ name, items }) => {
    const value = (data as Record<string, unknown> | null | undefined)?.[name]
    return Array.isArray(value) && value.length > items
  })
  return crowded && invalid(['body', crowded.name], `must NOT have more than ${crowded.items} items`)
}
