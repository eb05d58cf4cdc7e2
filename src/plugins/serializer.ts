import type { FastifySerializerCompiler } from 'fastify'
import type { TSchema } from '@sinclair/typebox'
import { MARK } from '../http/raw-mark.js'
import { stringifyOf } from '../http/compilers.js'

/** Serializes by the response schema: only members in the schema leave the server. Raw JSON is inserted unchanged. */
export const serializerCompiler: FastifySerializerCompiler<TSchema> = route => {
  const { stringify, hasRaw } = stringifyOf(route)
  if (!hasRaw) return stringify
  return data => stringify(data).replaceAll(`"${MARK}`, '').replaceAll(`${MARK}"`, '')
}
