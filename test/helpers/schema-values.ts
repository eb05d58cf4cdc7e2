import { fc, type Arbitrary } from './chance.js'

type Json = Record<string, unknown>

const TEXTS = [
  '', 'a', 'app_1srOrx2ZWZBpBUvZwXKQmoEXamL', 'invoice.paid', 'https://example.com/', 'a b', '\u0000', '\ud800', '😀'.repeat(300),
  'x'.repeat(257), '__proto__', '2026-11-22T14:05:00Z', '2026-02-30T25:00:00', '"\\\n', '\u0001{"raw":1}\u0001'
]
const NUMBERS = [0, -0, 1, -1, 0.5, 1e21, 2 ** 53, 65536, 99, NaN, Infinity]

const hostile: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...TEXTS, ...NUMBERS, null, true, false, [], {}, [[]], [null], { toJSON: 1 }, { toString: 1 }),
  fc.jsonValue({ maxDepth: 2 }),
  fc.date({ noInvalidDate: true })
)

/** Values that match a schema, and values with one or several errors at any depth. */
export function nearly (schema: unknown): Arbitrary<unknown> {
  return fc.oneof({ weight: 8, arbitrary: described(schema as Json) }, { weight: 1, arbitrary: hostile })
}

const byType: Record<string, (schema: Json) => Arbitrary<unknown>> = {
  object: objectOf,
  array: ({ items = {} }) => fc.oneof({ weight: 9, arbitrary: fc.array(nearly(items), { maxLength: 3 }) }, {
    weight: 1, arbitrary: fc.array(nearly(items), { minLength: 11, maxLength: 21 })
  }),
  string: textOf,
  integer: ({ minimum = 0, maximum = 1e6 }) =>
    fc.oneof(fc.integer({ min: Number(minimum), max: Number(maximum) }), fc.constantFrom(...NUMBERS)),
  number: () => fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: 0, max: 1000 }), fc.constantFrom(...NUMBERS)),
  boolean: () => fc.boolean(),
  null: () => fc.constant(null)
}

function described (schema: Json): Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const)
  if (Array.isArray(schema.enum)) return fc.constantFrom<unknown>(...schema.enum)
  const branches = schema.anyOf ?? schema.oneOf
  if (Array.isArray(branches)) return fc.oneof(...branches.map(nearly))
  if (Array.isArray(schema.allOf)) return nearly(schema.allOf[0])
  return byType[String(schema.type)]?.(schema) ?? hostile
}

function textOf ({ format }: Json): Arbitrary<string> {
  const likely = format === 'date-time'
    ? fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
      .map(date => date.toISOString())
    : fc.stringMatching(/^[a-z]{3,9}$/)
  return fc.oneof({ weight: 4, arbitrary: likely }, { weight: 1, arbitrary: fc.constantFrom(...TEXTS) })
}

function objectOf ({ properties = {}, additionalProperties, patternProperties, required = [] }: Json): Arbitrary<unknown> {
  const members = Object.fromEntries(Object.entries(properties as Json).map(([name, schema]) => [name, nearly(schema)]))
  const known = fc.record(members, { requiredKeys: required as string[] })
  const values = Object.values((patternProperties ?? {}) as Json)[0] ??
    (typeof additionalProperties === 'object' ? additionalProperties : undefined)
  const others = fc.dictionary(fc.oneof(fc.constantFrom(...TEXTS), fc.stringMatching(/^[a-z]{1,5}$/)), values ? nearly(values) : hostile, {
    maxKeys: values ? 3 : 1
  })
  return fc.tuple(known, others, fc.integer({ min: 0, max: 30 })).map(([object, more, left]) => without({ ...more, ...object }, left))
}

// Sometimes a member is missing, required or not.
function without (object: Json, left: number): Json {
  const name = Object.keys(object)[left]
  if (name === undefined || left % 3 !== 0) return object
  const { [name]: _left, ...rest } = object
  return rest
}
