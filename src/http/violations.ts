import type { ErrorObject } from 'ajv'
import type { Violation } from '../errors.js'
import { NAME_PATTERN } from '../facts/name-pattern.js'

const MAX_VIOLATIONS = 20
// A name that a caller made up may be as long as the body.
const MAX_NAME = 100
// Errors in the shape of the JSON, as opposed to a rule that a value breaks (contract 1.6).
const SHAPE_KEYWORDS = new Set(['type', 'required', 'const', 'enum', 'anyOf'])

const WORDS: Readonly<Record<string, (params: ErrorObject['params']) => string>> = {
  required: ({ missingProperty }) => `missing field '${missingProperty}'`,
  not: () => 'must not look like an id',
  pattern: ({ pattern }) =>
    pattern === NAME_PATTERN ? "may only have letters, digits, '-', '_' and '.'" : `must match pattern "${pattern}"`,
  additionalProperties: () => 'is not supported',
  const: ({ allowedValue }) => `must be ${JSON.stringify(allowedValue)}`
}

/** The violations, in the contract's words, for the errors of a validator; at most 20. */
export function violationsOf (errors: ErrorObject[]): Violation[] {
  // A nullable field reports an error for each branch. Only the branch that is not null helps the caller.
  const helpful = errors.filter(({ keyword, params }) => keyword !== 'anyOf' && !(keyword === 'type' && params.type === 'null'))
  const relevant = helpful.length > 0 ? helpful : errors
  return relevant.slice(0, MAX_VIOLATIONS).map(({ instancePath, keyword, message, params }) => ({
    // The place of a member that is not known is the member itself.
    loc: ['body', ...pathOf(instancePath), ...unknownName(params)],
    msg: WORDS[keyword]?.(params) ?? message ?? 'is not valid',
    type: SHAPE_KEYWORDS.has(keyword) ? 'value_error.jsondecode' : 'value_error'
  }))
}

const unknownName = ({ additionalProperty: name }: ErrorObject['params']) => name === undefined ? [] : [String(name).slice(0, MAX_NAME)]

const pathOf = (pointer: string) => pointer.split('/').slice(1).map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
