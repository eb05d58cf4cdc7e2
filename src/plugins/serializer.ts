import fastJson from 'fast-json-stringify'
import type { FastifySerializerCompiler } from 'fastify'
import type { TSchema } from '@sinclair/typebox'
import { MARK } from '../lib/raw-mark.js'

/** Serializes by the response schema, which is the allow-list of what leaves the server, and lets raw JSON through. */
export const serializerCompiler: FastifySerializerCompiler<TSchema> = ({ schema }) => {
  const { schema: prepared, found } = withRawStrings(schema)
  const stringify = fastJson(prepared as object, { ajv: { formats: { unsafe: true } } })
  if (!found) return stringify
  return data => stringify(data).replaceAll(`"${MARK}`, '').replaceAll(`${MARK}"`, '')
}

function withRawStrings (schema: unknown): { schema: unknown, found: boolean } {
  let found = false
  const prepare = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(prepare)
    if (typeof node !== 'object' || node === null) return node
    if ('x-raw' in node) {
      found = true
      return { type: 'string', format: 'unsafe' }
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, prepare(value)]))
  }
  return { schema: prepare(schema), found }
}
