import { compare } from './compare-values.js'
import { parseKeyCondition, type Condition, type Operand } from './condition-parser.js'
import type { Bindings, Parsed } from './expression-tokens.js'
import { checkKey, type KeyTypes, type RangeTest, type Schema } from './keys.js'
import type { AttributeValue } from './items.js'
import { nameOf } from './paths.js'
import { refuse } from './refusals.js'

/** The key condition of a query. */
export interface KeyTest { hash: AttributeValue, range: RangeTest | undefined }

/** Parses a query's key condition; refuses a query without one. */
export const parseKeys = (text: string | undefined): Parsed<Condition> =>
  parseKeyCondition(text ?? refuse('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.'))

/** The test of a key condition on the keys of a table or an index. Refuses what DynamoDB refuses. */
export function keyTest (condition: Condition, bound: Bindings, schema: Schema, types: KeyTypes): KeyTest {
  const tests = (condition.kind === 'and' ? condition.parts : [condition]).map(part => testOf(part, bound))
  const first = tests.find(({ name, test }) => name === schema.hash && test.operator === '=') ??
    refuse(`Query condition missed key schema element: ${schema.hash}`)
  const others = tests.filter(one => one !== first)
  const [second] = others
  if (others.length > 1 || (second && second.name !== schema.range)) refuse('Query key condition not supported')
  const hash = first.test.value
  checkKey({ hash: schema.hash, range: undefined }, { [schema.hash]: hash }, types)
  if (!second) return { hash, range: undefined }
  checkRange(second.name, second.test, types)
  return { hash, range: second.test }
}

function checkRange (name: string, test: RangeTest, types: KeyTypes): void {
  const schema = { hash: name, range: undefined }
  checkKey(schema, { [name]: test.value }, types)
  if (test.operator === 'begins_with' && types[name] === 'N') refuse('Incorrect operand type for operator or function: begins_with')
  if (test.operator !== 'between') return
  checkKey(schema, { [name]: test.to }, types)
  if (compare(test.value, test.to)! > 0) refuse('The BETWEEN operator requires upper bound to be greater than or equal to lower bound')
}

interface Named { name: string, test: RangeTest }

const unsupported = () => refuse('Invalid KeyConditionExpression: an operator or operand in it is not supported in key conditions')

function testOf (part: Condition, bound: Bindings): Named {
  if (part.kind === 'between') {
    return { name: nameIn(part.value, bound), test: { operator: 'between', value: valueIn(part.from, bound), to: valueIn(part.to, bound) } }
  }
  if (part.kind === 'begins') {
    return { name: nameIn(part.value, bound), test: { operator: 'begins_with', value: valueIn(part.right, bound) } }
  }
  if (part.kind === 'and' && part.parts.length === 1) return testOf(part.parts[0]!, bound)
  if (part.kind !== 'compare' || part.operator === '<>') return unsupported()
  return { name: nameIn(part.left, bound), test: { operator: part.operator, value: valueIn(part.right, bound) } }
}

const nameIn = (operand: Operand, bound: Bindings) =>
  operand.kind === 'path' && operand.path.length === 1 ? nameOf(operand.path[0], bound) : unsupported()
const valueIn = (operand: Operand, bound: Bindings) => operand.kind === 'value' ? bound.values[operand.name]! : unsupported()
