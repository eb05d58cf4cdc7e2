import { isDeepStrictEqual } from 'node:util'

/**
 * A filter is JSON shaped like the value that it matches (contract 2.3). A primitive is equal to the value, or to an element of it
 * where the value is an array. The members of an object all have to match, and those of a list each need an element that does.
 * Names that begin with `$` are operators. A member that is not there fulfils `$exist: false` alone.
 */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

export type Test = (value: unknown) => boolean

/** What is wrong with a filter, and where: names and positions from its root. */
export interface FilterProblem { path: string[], problem: string }

// A test of an array looks at its elements: the product of both is what an evaluation may take.
const MAX_CONDITIONS = 200
const MAX_DEPTH = 20
// A template would keep the texts in functions that only test.
const MAX_VALUES = 500

const isPrimitive = (value: unknown): value is null | boolean | number | string => value === null || typeof value !== 'object'
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const equal = (operand: Json): Test => isPrimitive(operand) ? value => value === operand : value => isDeepStrictEqual(value, operand)

function compared (holds: (a: number | string, b: number | string) => boolean) {
  return (operand: Json): Test => {
    const bound = operand as number | string
    return value => typeof value === typeof bound && holds(value as number | string, bound)
  }
}

function contained (operand: Json): Test {
  if (typeof operand === 'string') return value => typeof value === 'string' && value.includes(operand)
  const values = new Set<unknown>(operand as Json[])
  return value => values.has(value)
}

function withText (holds: (value: string, operand: string) => boolean) {
  return (operand: Json): Test => {
    const texts = [operand].flat() as string[]
    return value => typeof value === 'string' && texts.some(text => holds(value, text))
  }
}

// What holds for an array when it holds for one of its elements, or for the array itself.
const POSITIVE: Record<string, (operand: Json) => Test> = {
  $eq: equal,
  $gt: compared((a, b) => a > b),
  $gte: compared((a, b) => a >= b),
  $lt: compared((a, b) => a < b),
  $lte: compared((a, b) => a <= b),
  $in: contained,
  $startsWith: withText((value, text) => value.startsWith(text)),
  $endsWith: withText((value, text) => value.endsWith(text))
}
const NEGATIVE: Record<string, string> = { $neq: '$eq', $nin: '$in' }

const ofArrays = (test: Test): Test => value => test(value) || (Array.isArray(value) && value.some(test))

function operatorOf (name: string, operand: Json): Test {
  if (name === '$exist') return value => (value !== undefined) === operand
  if (name === '$or' || name === '$and') {
    const tests = (operand as Json[]).map(compileFilter)
    return name === '$or' ? value => tests.some(test => test(value)) : value => tests.every(test => test(value))
  }
  const test = name === '$not' ? compileFilter(operand) : ofArrays(POSITIVE[NEGATIVE[name] ?? name]!(operand))
  return name === '$not' || name in NEGATIVE ? value => value !== undefined && !test(value) : test
}

/** The test that a filter without a problem stands for: it never throws, and takes a time bounded by filter and value. */
export function compileFilter (filter: Json): Test {
  if (Array.isArray(filter)) {
    const tests = filter.map(compileFilter)
    return value => Array.isArray(value) && tests.every(test => value.some(test))
  }
  if (isPrimitive(filter)) return ofArrays(equal(filter))
  const operators: Test[] = []
  const members: Array<[string, Test]> = []
  for (const [name, condition] of Object.entries(filter)) {
    if (name.startsWith('$')) operators.push(operatorOf(name, condition))
    else members.push([name, compileFilter(condition)])
  }
  if (members.length === 0) return value => operators.every(test => test(value))
  const hasMembers = (value: unknown) =>
    isObject(value) && members.every(([name, test]) => test(Object.hasOwn(value, name) ? value[name] : undefined))
  return value => operators.every(test => test(value)) && (Array.isArray(value) ? value.some(hasMembers) : hasMembers(value))
}

/** The first condition of a filter that a value does not fulfil, as deep as one can be named; undefined when it matches. */
export function firstMismatch (filter: Json, value: unknown, path: string[] = []): { path: string[], condition: Json } | undefined {
  if (compileFilter(filter)(value)) return undefined
  if (isObject(filter) && isObject(value)) {
    for (const [name, condition] of Object.entries(filter)) {
      const parts = name === '$and' ? condition as Json[] : []
      for (const part of parts) {
        const found = firstMismatch(part, value, path)
        if (found) return found
      }
      if (name.startsWith('$')) continue
      const found = firstMismatch(condition, Object.hasOwn(value, name) ? value[name] : undefined, [...path, name])
      if (found) return found
    }
  }
  return { path, condition: filter }
}

type Rule = [holds: (operand: Json) => boolean, problem: string]

const isComparable = (operand: Json) => typeof operand === 'number' || typeof operand === 'string'
const isText = (operand: Json) => typeof operand === 'string'
const isFew = (operand: Json): operand is Json[] => Array.isArray(operand) && operand.length > 0 && operand.length <= MAX_VALUES
const anything: Rule = [() => true, '']
const comparable: Rule = [isComparable, 'must be a number or a string']
const oneOf: Rule = [operand => isText(operand) || (isFew(operand) && operand.every(isPrimitive)),
  'must be a string, or a list of 1 to 500 strings, numbers, booleans and nulls']
const texts: Rule = [operand => isText(operand) || (isFew(operand) && operand.every(isText)),
  'must be a string, or a list of 1 to 500 strings']
const filters: Rule = [isFew, 'must be a list of 1 to 500 filters']

const RULES: Record<string, Rule> = {
  $eq: anything,
  $neq: anything,
  $gt: comparable,
  $gte: comparable,
  $lt: comparable,
  $lte: comparable,
  $in: oneOf,
  $nin: oneOf,
  $startsWith: texts,
  $endsWith: texts,
  $exist: [operand => typeof operand === 'boolean', 'must be true or false'],
  $or: filters,
  $and: filters,
  $not: anything
}
const LOGICAL = ['$or', '$and', '$not']

/** What is wrong with a filter; undefined of one that `compileFilter` takes. */
export function filterProblem (filter: Json): FilterProblem | undefined {
  let conditions = 0
  const look = (part: Json, path: string[]): FilterProblem | undefined => {
    if (path.length > MAX_DEPTH) return { path, problem: `must not be nested deeper than ${MAX_DEPTH} levels` }
    if (++conditions > MAX_CONDITIONS) return { path, problem: `must not have more than ${MAX_CONDITIONS} conditions` }
    if (Array.isArray(part)) return firstOf(part.map((each, position) => [String(position), each]), path)
    return isPrimitive(part) ? undefined : lookAtObject(part, path)
  }
  const firstOf = (parts: Array<[string, Json]>, path: string[]) => {
    for (const [name, part] of parts) {
      const found = look(part, [...path, name])
      if (found) return found
    }
    return undefined
  }
  const lookAtObject = (part: { [name: string]: Json }, path: string[]) => {
    const entries = Object.entries(part)
    const operators = entries.filter(([name]) => name.startsWith('$'))
    for (const [name, operand] of operators) {
      const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined
      if (!rule) return { path: [...path, name], problem: `is no operator: they are ${Object.keys(RULES).join(', ')}` }
      if (!rule[0](operand)) return { path: [...path, name], problem: rule[1] }
    }
    const alone = operators.find(([name]) => !LOGICAL.includes(name))
    if (alone && operators.length < entries.length) {
      return { path: [...path, alone[0]], problem: 'must not stand beside members: put them into two filters under $and' }
    }
    return firstOf(entries.filter(([name]) => !name.startsWith('$') || LOGICAL.includes(name)), path)
  }
  return look(filter, [])
}
