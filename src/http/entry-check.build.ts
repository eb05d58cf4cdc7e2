import { Ajv, _ } from 'ajv'
import standaloneCode from 'ajv/dist/standalone/index.js'
import { shapeOf } from './body-shape.js'
import { withNullables } from './nullable-schema.js'
import { BatchMessageIn } from '../schemas/message-schema.js'
import { AJV_OPTIONS } from './compilers.js'

/** The source of a module that replaces entry-check.ts in bundles: the compiled validator of a message of a file, and its shape. */
export async function source (): Promise<string> {
  const ajv = new Ajv({ ...AJV_OPTIONS, code: { source: true, formats: _`formats` } })
  const code = standaloneCode.default(ajv, ajv.compile(withNullables(BatchMessageIn) as object))
  return [
    "import { formats } from './formats.js'",
    `export const checkEntry = /* @__PURE__ */ (() => { const module = {}; ${code}; return module.exports })()`,
    `export const shape = ${JSON.stringify(shapeOf(BatchMessageIn))}`
  ].join('\n')
}
