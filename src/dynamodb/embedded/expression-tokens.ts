import type { AttributeValue } from './items.js'
import { refuse } from './refusals.js'

/** The values of the placeholders in a request's expressions. */
export interface Bindings { names: Record<string, string>, values: Record<string, AttributeValue> }

/** The tokens of an expression, one after the other. */
export interface Tokens {
  /** The next token; empty at the end. */
  peek: () => string
  take: () => string
  /** Takes the next token if it is this one, without regard to letter case. */
  skip: (word: string) => boolean
  /** Takes this token; refuses any other. */
  expect: (word: string) => void
  /** The placeholders that were taken. */
  used: { names: Set<string>, values: Set<string> }
}

const TOKEN = /\s*(#[\w-]+|:[\w-]+|<>|<=|>=|[=<>(),.[\]+-]|\w+)\s*/y

/** Splits an expression into tokens. `kind` (such as `ConditionExpression`) is used in error messages. */
export function tokensOf (text: string, kind: string): Tokens {
  const list: string[] = []
  TOKEN.lastIndex = 0
  if (text.trim() === '') refuse(`Invalid ${kind}: The expression can not be empty;`)
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text) ?? refuse(`Invalid ${kind}: Syntax error; near: "${text.slice(at, at + 20)}"`)
    list.push(match[1]!)
  }
  let next = 0
  const used = { names: new Set<string>(), values: new Set<string>() }
  const tokens: Tokens = {
    used,
    peek: () => list[next] ?? '',
    take () {
      const token = list[next++] ?? refuse(`Invalid ${kind}: Syntax error; it ends too early: "${text}"`)
      if (token.startsWith('#')) used.names.add(token)
      if (token.startsWith(':')) used.values.add(token)
      return token
    },
    skip (word) {
      if (tokens.peek().toUpperCase() !== word) return false
      next++
      return true
    },
    expect (word) {
      if (!tokens.skip(word)) refuse(`Invalid ${kind}: Syntax error; token: "${tokens.peek() || '<EOF>'}", where ${word} is expected`)
    }
  }
  return tokens
}

/** The result of parsing an expression, with the expression's placeholders. */
export interface Parsed<T> { value: T, names: readonly string[], values: readonly string[] }

// A program has few expressions. A caller that writes values into expressions must not fill the memory.
const MOST_KEPT = 2000

/** A parser with a cache of the expressions that it parsed. */
export function remembering<T> (kind: string, parse: (tokens: Tokens, kind: string) => T): (text: string) => Parsed<T> {
  const known = new Map<string, Parsed<T>>()
  return text => {
    const found = known.get(text)
    if (found) return found
    const tokens = tokensOf(text, kind)
    const value = parse(tokens, kind)
    if (tokens.peek() !== '') refuse(`Invalid ${kind}: Syntax error; token: "${tokens.peek()}"`)
    const parsed = { value, names: [...tokens.used.names], values: [...tokens.used.values] }
    if (known.size >= MOST_KEPT) known.clear()
    known.set(text, parsed)
    return parsed
  }
}

interface Given {
  ExpressionAttributeNames?: Bindings['names'] | undefined
  ExpressionAttributeValues?: Bindings['values'] | undefined
}

/** The placeholders of a request. Refuses a placeholder without a value, and one that no expression uses. */
export function bindingsOf (input: Given, expressions: Array<Parsed<unknown> | undefined>): Bindings {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = input
  checkUse('ExpressionAttributeNames', names, expressions, 'names')
  checkUse('ExpressionAttributeValues', values, expressions, 'values')
  return { names, values }
}

function checkUse (member: string, given: object, expressions: Array<Parsed<unknown> | undefined>, kind: 'names' | 'values'): void {
  for (const expression of expressions) {
    for (const name of expression?.[kind] ?? []) {
      if (!Object.hasOwn(given, name)) refuse(`An expression uses ${name}, which ${member} does not define`)
    }
  }
  const isUnused = (name: string) => !expressions.some(expression => expression?.[kind].includes(name))
  for (const name in given) {
    if (!isUnused(name)) continue
    refuse(`Value provided in ${member} unused in expressions: keys: {${Object.keys(given).filter(isUnused).join(', ')}}`)
  }
}
