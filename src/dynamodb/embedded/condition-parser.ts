import { remembering, type Tokens } from './expression-tokens.js'
import { parsePath, type Path } from './paths.js'
import { refuse } from './refusals.js'

/** An operand of a comparison: a value of the request, the value at a path, or its size. */
export type Operand = { kind: 'value', name: string } | { kind: 'path', path: Path } | { kind: 'size', path: Path }

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

/** A condition, a filter or a key condition, as a tree. */
export type Condition =
  | { kind: 'and' | 'or', parts: Condition[] }
  | { kind: 'not', part: Condition }
  | { kind: 'compare', operator: Comparator, left: Operand, right: Operand }
  | { kind: 'between', value: Operand, from: Operand, to: Operand }
  | { kind: 'in', value: Operand, among: Operand[] }
  | { kind: 'exists', path: Path, isWanted: boolean }
  | { kind: 'type' | 'begins' | 'contains', value: Operand, right: Operand }

const COMPARATORS = new Set(['=', '<>', '<', '<=', '>', '>='])
const MOST_IN = 100

export const parseCondition = remembering('ConditionExpression', anyOf)
export const parseFilter = remembering('FilterExpression', anyOf)
export const parseKeyCondition = remembering('KeyConditionExpression', anyOf)

function anyOf (tokens: Tokens): Condition {
  const parts = [allOf(tokens)]
  while (tokens.skip('OR')) parts.push(allOf(tokens))
  return parts.length === 1 ? parts[0]! : { kind: 'or', parts }
}

function allOf (tokens: Tokens): Condition {
  const parts = [one(tokens)]
  while (tokens.skip('AND')) parts.push(one(tokens))
  return parts.length === 1 ? parts[0]! : { kind: 'and', parts }
}

function one (tokens: Tokens): Condition {
  if (tokens.skip('NOT')) return { kind: 'not', part: one(tokens) }
  if (tokens.skip('(')) {
    const inner = anyOf(tokens)
    tokens.expect(')')
    return inner
  }
  const call = CALLS[tokens.peek()]
  if (!call) return comparison(tokens)
  tokens.take()
  tokens.expect('(')
  const condition = call(tokens)
  tokens.expect(')')
  return condition
}

const CALLS: Record<string, (tokens: Tokens) => Condition> = {
  attribute_exists: tokens => ({ kind: 'exists', path: parsePath(tokens), isWanted: true }),
  attribute_not_exists: tokens => ({ kind: 'exists', path: parsePath(tokens), isWanted: false }),
  attribute_type: tokens => ofTwo(tokens, 'type'),
  begins_with: tokens => ofTwo(tokens, 'begins'),
  contains: tokens => ofTwo(tokens, 'contains')
}

function ofTwo (tokens: Tokens, kind: 'type' | 'begins' | 'contains'): Condition {
  const value = operand(tokens)
  tokens.expect(',')
  return { kind, value, right: operand(tokens) }
}

function comparison (tokens: Tokens): Condition {
  const value = operand(tokens)
  if (tokens.skip('BETWEEN')) {
    const from = operand(tokens)
    tokens.expect('AND')
    return { kind: 'between', value, from, to: operand(tokens) }
  }
  if (tokens.skip('IN')) return { kind: 'in', value, among: list(tokens) }
  const operator = tokens.take()
  if (!COMPARATORS.has(operator)) refuse(`Syntax error; token: "${operator}", where a comparison is expected`)
  return { kind: 'compare', operator: operator as Comparator, left: value, right: operand(tokens) }
}

function list (tokens: Tokens): Operand[] {
  tokens.expect('(')
  const among = [operand(tokens)]
  while (tokens.skip(',')) among.push(operand(tokens))
  tokens.expect(')')
  return among.length > MOST_IN ? refuse('The IN operator takes at most 100 values') : among
}

function operand (tokens: Tokens): Operand {
  if (tokens.peek().startsWith(':')) return { kind: 'value', name: tokens.take() }
  const path = parsePath(tokens)
  if (path.length > 1 || path[0] !== 'size' || !tokens.skip('(')) return { kind: 'path', path }
  const sized = parsePath(tokens)
  tokens.expect(')')
  return { kind: 'size', path: sized }
}
