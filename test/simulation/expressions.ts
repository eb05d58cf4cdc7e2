import type { AttributeValue } from '@aws-sdk/client-dynamodb'

export type Item = Record<string, AttributeValue>

/** What the placeholders of an expression stand for. */
export interface Bindings { names?: Record<string, string> | undefined, values?: Record<string, AttributeValue> | undefined }

type Operand = (item: Item | undefined, bound: Bindings) => AttributeValue | undefined
export type Condition = (item: Item | undefined, bound: Bindings) => boolean
/** Changes an item in place; every operand reads the item as it was before. */
type Clause = (item: Item, bound: Bindings, before: Item) => void
export type Update = (item: Item, bound: Bindings) => void

const TOKEN = /\s*(#\w+|:\w+|<>|<=|>=|[=<>(),+-]|\w+)/y
const COMPARISONS: Record<string, (order: number | undefined) => boolean> = {
  '=': order => order === 0,
  // What is absent or of another type is different.
  '<>': order => order !== 0,
  '<': order => order !== undefined && order < 0,
  '<=': order => order !== undefined && order <= 0,
  '>': order => order !== undefined && order > 0,
  '>=': order => order !== undefined && order >= 0
}

const conditions = new Map<string, Condition>()
const updates = new Map<string, Update>()

/** A condition expression as DynamoDB reads it; what this does not know throws. */
export function parseCondition (text: string): Condition {
  return cached(conditions, text, tokens => anyOf(tokens))
}

/** An update expression as DynamoDB reads it; what this does not know throws. */
export function parseUpdate (text: string): Update {
  return cached(updates, text, tokens => {
    const clauses: Clause[] = []
    while (tokens.peek() !== undefined) clauses.push(clause(tokens))
    return (item, bound) => {
      const before = { ...item }
      for (const apply of clauses) apply(item, bound, before)
    }
  })
}

/** The order of two values of one type; undefined when they cannot be compared. */
export function compare (a: AttributeValue = NOTHING, b: AttributeValue = NOTHING): number | undefined {
  if (a.N !== undefined && b.N !== undefined) return Number(a.N) - Number(b.N)
  if (a.S !== undefined && b.S !== undefined) return a.S < b.S ? -1 : Number(a.S > b.S)
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B)
  return undefined
}

const NOTHING: AttributeValue = { NULL: true }

interface Tokens { peek: () => string | undefined, take: (expected?: string) => string, isNext: (word: string) => boolean }

function cached<T> (cache: Map<string, T>, text: string, parse: (tokens: Tokens) => T): T {
  const known = cache.get(text)
  if (known) return known
  const tokens = tokensOf(text)
  const parsed = parse(tokens)
  if (tokens.peek() !== undefined) throw new SyntaxError(`'${tokens.peek()}' is not understood in: ${text}`)
  cache.set(text, parsed)
  return parsed
}

function tokensOf (text: string): Tokens {
  const list: string[] = []
  TOKEN.lastIndex = 0
  const trimmed = text.trimEnd()
  while (TOKEN.lastIndex < trimmed.length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(trimmed)
    if (!match) throw new SyntaxError(`Not understood from ${at}: ${text}`)
    list.push(match[1]!)
  }
  let next = 0
  return {
    peek: () => list[next],
    isNext: word => list[next]?.toUpperCase() === word,
    take (expected) {
      const token = list[next++]
      if (token === undefined || (expected !== undefined && token.toUpperCase() !== expected)) throw new SyntaxError(`${expected ?? 'More'} expected in: ${text}`)
      return token
    }
  }
}

function anyOf (tokens: Tokens): Condition {
  const parts = [allOf(tokens)]
  while (tokens.isNext('OR')) { tokens.take(); parts.push(allOf(tokens)) }
  return parts.length === 1 ? parts[0]! : (item, bound) => parts.some(part => part(item, bound))
}

function allOf (tokens: Tokens): Condition {
  const parts = [one(tokens)]
  while (tokens.isNext('AND')) { tokens.take(); parts.push(one(tokens)) }
  return parts.length === 1 ? parts[0]! : (item, bound) => parts.every(part => part(item, bound))
}

function one (tokens: Tokens): Condition {
  if (tokens.isNext('NOT')) {
    tokens.take()
    const negated = one(tokens)
    return (item, bound) => !negated(item, bound)
  }
  if (tokens.isNext('(')) {
    tokens.take()
    const inner = anyOf(tokens)
    tokens.take(')')
    return inner
  }
  const [first] = tokens.peek() ?? ''
  return first === '#' || first === ':' ? comparison(tokens) : call(tokens)
}

function call (tokens: Tokens): Condition {
  const name = tokens.take()
  tokens.take('(')
  const path = operand(tokens)
  if (name === 'attribute_exists' || name === 'attribute_not_exists') {
    tokens.take(')')
    return (item, bound) => (path(item, bound) !== undefined) === (name === 'attribute_exists')
  }
  if (name !== 'begins_with') throw new SyntaxError(`The function ${name} is not understood.`)
  tokens.take(',')
  const start = operand(tokens)
  tokens.take(')')
  return (item, bound) => path(item, bound)?.S?.startsWith(start(item, bound)!.S!) ?? false
}

function comparison (tokens: Tokens): Condition {
  const left = operand(tokens)
  const operator = tokens.take().toUpperCase()
  if (operator === 'BETWEEN') {
    const from = operand(tokens)
    tokens.take('AND')
    const to = operand(tokens)
    return (item, bound) => {
      const value = left(item, bound)
      return COMPARISONS['>=']!(compare(value, from(item, bound))) && COMPARISONS['<=']!(compare(value, to(item, bound)))
    }
  }
  const holds = COMPARISONS[operator]
  if (!holds) throw new SyntaxError(`The operator ${operator} is not understood.`)
  const right = operand(tokens)
  return (item, bound) => holds(compare(left(item, bound), right(item, bound)))
}

function operand (tokens: Tokens): Operand {
  const token = tokens.take()
  if (token.startsWith(':')) return (_, { values }) => values?.[token] ?? missing(token)
  if (!token.startsWith('#')) throw new SyntaxError(`${token} is not a placeholder.`)
  return (item, { names }) => item?.[names?.[token] ?? missing(token)]
}

function missing (token: string): never {
  throw new SyntaxError(`${token} stands for nothing.`)
}

function clause (tokens: Tokens): Clause {
  const verb = tokens.take().toUpperCase()
  const parse = { SET: assignment, REMOVE: removal, ADD: addition }[verb]
  if (!parse) throw new SyntaxError(`The clause ${verb} is not understood.`)
  const parts = [parse(tokens)]
  while (tokens.isNext(',')) { tokens.take(); parts.push(parse(tokens)) }
  return (item, bound, before) => { for (const part of parts) part(item, bound, before) }
}

function assignment (tokens: Tokens): Clause {
  const target = tokens.take()
  tokens.take('=')
  const first = value(tokens)
  const sign = tokens.isNext('+') || tokens.isNext('-') ? tokens.take() : undefined
  const second = sign && value(tokens)
  return (item, bound, before) => {
    const left = first(before, bound)
    const name = bound.names?.[target] ?? missing(target)
    item[name] = second ? { N: String(numberOf(left) + (sign === '-' ? -1 : 1) * numberOf(second(before, bound))) } : left ?? missing(target)
  }
}

function value (tokens: Tokens): Operand {
  if (!tokens.isNext('IF_NOT_EXISTS')) return operand(tokens)
  tokens.take()
  tokens.take('(')
  const path = operand(tokens)
  tokens.take(',')
  const otherwise = operand(tokens)
  tokens.take(')')
  return (item, bound) => path(item, bound) ?? otherwise(item, bound)
}

function removal (tokens: Tokens): Clause {
  const target = tokens.take()
  return (item, { names }) => { Reflect.deleteProperty(item, names?.[target] ?? missing(target)) }
}

function addition (tokens: Tokens): Clause {
  const target = tokens.take()
  const amount = operand(tokens)
  return (item, bound, before) => {
    const name = bound.names?.[target] ?? missing(target)
    item[name] = { N: String((before[name] ? numberOf(before[name]) : 0) + numberOf(amount(before, bound))) }
  }
}

function numberOf (attribute: AttributeValue | undefined): number {
  if (attribute?.N === undefined) throw new SyntaxError('An operand is not a number.')
  return Number(attribute.N)
}
