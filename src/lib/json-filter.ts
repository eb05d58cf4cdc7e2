/**
 * A filter is JSON shaped like the value that it matches (contract 2.3). A primitive is equal to the value, or to an element of it
 * where the value is an array. The members of an object all have to match, and those of a list each need an element that does.
 * Names that begin with `$` are operators. A member that is not there fulfils `$exist: false` alone.
 */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** How many steps several evaluations may still take together. */
export interface StepBudget { left: number }

/** Whether a value matches a filter. What it takes is taken from the `budget`. */
export type Test = (value: unknown, budget?: StepBudget) => boolean

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

// A part of a filter: it takes its steps from `left`.
type Condition = (value: unknown) => boolean

// One step is a look at an element, a part of a text or a part of a compared value. A million take about 0.1 s of CPU.
const MOST_STEPS = 1_000_000
const TOO_MUCH = new RangeError()
let left = 0

function step (count = 1): void {
  left -= count
  if (left < 0) throw TOO_MUCH
}

function isSame (value: unknown, operand: Json): boolean {
  step()
  if (isPrimitive(operand) || isPrimitive(value)) return value === operand
  const [names, parts] = [Object.keys(value as object), Object.entries(operand)]
  step(names.length)
  return Array.isArray(value) === Array.isArray(operand) && names.length === parts.length &&
    parts.every(([name, part]) => Object.hasOwn(value as object, name) && isSame((value as Record<string, unknown>)[name], part))
}

const equal = (operand: Json): Condition => value => isSame(value, operand)

function compared (holds: (a: number | string, b: number | string) => boolean) {
  return (operand: Json): Condition => {
    const bound = operand as number | string
    return value => typeof value === typeof bound && holds(value as number | string, bound)
  }
}

function contained (operand: Json): Condition {
  if (typeof operand === 'string') {
    return value => {
      if (typeof value !== 'string') return false
      step(value.length >> 4)
      return value.includes(operand)
    }
  }
  const values = new Set<unknown>(operand as Json[])
  return value => values.has(value)
}

/** By one look-up for each length of the texts: a list of hundreds takes hardly longer than one text. */
function withText (part: (value: string, length: number) => string) {
  return (operand: Json): Condition => {
    const texts = new Set([operand].flat() as string[])
    const lengths = [...new Set([...texts].map(({ length }) => length))]
    return value => typeof value === 'string' && lengths.some(length => {
      step()
      return length <= value.length && texts.has(part(value, length))
    })
  }
}

// What holds for an array when it holds for one of its elements, or for the array itself.
const POSITIVE: Record<string, (operand: Json) => Condition> = {
  $eq: equal,
  $gt: compared((a, b) => a > b),
  $gte: compared((a, b) => a >= b),
  $lt: compared((a, b) => a < b),
  $lte: compared((a, b) => a <= b),
  $in: contained,
  $startsWith: withText((value, length) => value.slice(0, length)),
  $endsWith: withText((value, length) => value.slice(value.length - length))
}
const NEGATIVE: Record<string, string> = { $neq: '$eq', $nin: '$in' }

const someOf = (values: unknown[], test: Condition): boolean => values.some(value => {
  step()
  return test(value)
})

const ofArrays = (test: Condition): Condition => value => test(value) || (Array.isArray(value) && someOf(value, test))

function operatorOf (name: string, operand: Json): Condition {
  if (name === '$exist') return value => (value !== undefined) === operand
  if (name === '$or' || name === '$and') {
    const tests = (operand as Json[]).map(compiled)
    return name === '$or' ? value => tests.some(test => test(value)) : value => tests.every(test => test(value))
  }
  const test = name === '$not' ? compiled(operand) : ofArrays(POSITIVE[NEGATIVE[name] ?? name]!(operand))
  return name === '$not' || name in NEGATIVE ? value => value !== undefined && !test(value) : test
}

/**
 * The test that a filter without a problem stands for. It never throws. A value that it cannot decide in a million steps, or in those that
 * the budget has left, matches: a large filter on a large array must not stop all other work, and what is undecided is better delivered
 * than lost.
 */
export function compileFilter (filter: Json): Test {
  const test = compiled(filter)
  return (value, budget = { left: MOST_STEPS }) => {
    const most = Math.min(MOST_STEPS, budget.left)
    left = most
    try {
      return test(value)
    } catch (error) {
      if (error !== TOO_MUCH) throw error
      return true
    } finally {
      budget.left -= most - Math.max(left, 0)
    }
  }
}

function compiled (filter: Json): Condition {
  if (Array.isArray(filter)) {
    const tests = filter.map(compiled)
    return value => Array.isArray(value) && tests.every(test => someOf(value, test))
  }
  if (isPrimitive(filter)) return ofArrays(equal(filter))
  const operators: Condition[] = []
  const members: Array<[string, Condition]> = []
  for (const [name, condition] of Object.entries(filter)) {
    if (name.startsWith('$')) operators.push(operatorOf(name, condition))
    else members.push([name, compiled(condition)])
  }
  if (members.length === 0) return value => operators.every(test => test(value))
  const hasMembers = (value: unknown) =>
    isObject(value) && members.every(([name, test]) => test(Object.hasOwn(value, name) ? value[name] : undefined))
  return value => operators.every(test => test(value)) && (Array.isArray(value) ? someOf(value, hasMembers) : hasMembers(value))
}

/** The first condition of a filter that a value does not fulfil, as deep as one can be named; undefined when it matches. */
export const firstMismatch = (filter: Json, value: unknown) => mismatch(filter, value, [], { left: 2 * MOST_STEPS })

function mismatch (filter: Json, value: unknown, path: string[], budget: StepBudget): { path: string[], condition: Json } | undefined {
  if (compileFilter(filter)(value, budget)) return undefined
  if (isObject(filter) && isObject(value)) {
    for (const [name, condition] of Object.entries(filter)) {
      const parts = name === '$and' ? condition as Json[] : []
      for (const part of parts) {
        const found = mismatch(part, value, path, budget)
        if (found) return found
      }
      if (name.startsWith('$')) continue
      const found = mismatch(condition, Object.hasOwn(value, name) ? value[name] : undefined, [...path, name], budget)
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
