import type { FastifySerializerCompiler } from 'fastify'
import type { TSchema } from '@sinclair/typebox'
import { MARK } from '../http/raw-mark.js'
import { stringifyOf } from '../http/compilers.js'

/** Serializes by the response schema, which is the allow-list of what leaves the server, and lets raw JSON through. */
export const serializerCompiler: FastifySerializerCompiler<TSchema> = route => {
  const { stringify, hasRaw } = stringifyOf(route)
  if (!hasRaw) return stringify
  return data => stringify(data).replaceAll(`"${MARK}`, '').replaceAll(`${MARK}"`, '')
}
