import { remembering, type Tokens } from './expression-tokens.js'
import { parsePath, type Path } from './paths.js'
import { refuse } from './refusals.js'

/** The source of a value in a SET. */
export type Source =
  | { kind: 'value', name: string }
  | { kind: 'path', path: Path }
  | { kind: 'sum', left: Source, right: Source, isMinus: boolean }
  | { kind: 'otherwise', path: Path, source: Source }
  | { kind: 'joined', left: Source, right: Source }

/** One change of an update. SET assigns a source to a path; ADD and DELETE use a value of the request. */
export type Action =
  | { kind: 'set', path: Path, source: Source }
  | { kind: 'remove', path: Path }
  | { kind: 'add' | 'delete', path: Path, value: string }

/** Parses an UpdateExpression to its actions; refuses a syntax error or a repeated section. Results are cached by text. */
export const parseUpdate = remembering('UpdateExpression', tokens => {
  const actions: Action[] = []
  const seen = new Set<string>()
  do {
    const verb = tokens.take().toUpperCase()
    const parse = ACTIONS[verb] ?? refuse(`Invalid UpdateExpression: Syntax error; token: "${verb}"`)
    if (seen.has(verb)) refuse(`Invalid UpdateExpression: The "${verb}" section can only be used once in an update expression;`)
    seen.add(verb)
    do actions.push(parse(tokens)); while (tokens.skip(','))
  } while (tokens.peek() !== '')
  return actions
})

const ACTIONS: Record<string, (tokens: Tokens) => Action> = {
  SET (tokens) {
    const path = parsePath(tokens)
    tokens.expect('=')
    return { kind: 'set', path, source: sum(tokens) }
  },
  REMOVE: tokens => ({ kind: 'remove', path: parsePath(tokens) }),
  ADD: tokens => ({ kind: 'add', path: parsePath(tokens), value: valueName(tokens) }),
  DELETE: tokens => ({ kind: 'delete', path: parsePath(tokens), value: valueName(tokens) })
}

function valueName (tokens: Tokens): string {
  const name = tokens.take()
  return name.startsWith(':') ? name : refuse(`Invalid UpdateExpression: Syntax error; token: "${name}", where a value is expected`)
}

function sum (tokens: Tokens): Source {
  const left = source(tokens)
  const isMinus = tokens.skip('-')
  if (!isMinus && !tokens.skip('+')) return left
  return { kind: 'sum', left, right: source(tokens), isMinus }
}

function source (tokens: Tokens): Source {
  if (tokens.skip('(')) {
    const inner = sum(tokens)
    tokens.expect(')')
    return inner
  }
  if (tokens.peek().startsWith(':')) return { kind: 'value', name: tokens.take() }
  const path = parsePath(tokens)
  const call = path.length === 1 ? CALLS[path[0]] : undefined
  if (!call || !tokens.skip('(')) return { kind: 'path', path }
  const made = call(tokens)
  tokens.expect(')')
  return made
}

const CALLS: Record<string, (tokens: Tokens) => Source> = {
  if_not_exists (tokens) {
    const path = parsePath(tokens)
    tokens.expect(',')
    return { kind: 'otherwise', path, source: source(tokens) }
  },
  list_append (tokens) {
    const left = source(tokens)
    tokens.expect(',')
    return { kind: 'joined', left, right: source(tokens) }
  }
}
