import type { TObject, TSchema } from '@sinclair/typebox'
import { badQuery, invalid } from '../errors.js'
import { isNearly } from '../lib/raw-json.js'
import { parseTimestamp } from '../lib/time.js'

type Raw = Readonly<Record<string, string | string[]>>

/**
 * Reads the parameters that a schema names (contract 1.1, 1.6). Others are ignored, but one whose name is nearly that of
 * an absent one is a 422. A value of the wrong type is a 400, a value that breaks a rule a 422. Times become Unix ms,
 * lists become arrays, and defaults are filled in.
 */
export function parseQuery (schema: TObject, raw: Raw): Record<string, unknown> {
  const parsed: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(schema.properties)) {
    const value = property.type === 'array' ? listOf(name, property, raw) : scalarOf(name, property, raw)
    if (value !== undefined) parsed[name] = value
  }
  checkNames(Object.keys(schema.properties), Object.keys(raw))
  return parsed
}

// A URL may have thousands of names.
const MOST_OTHERS = 50

function checkNames (known: readonly string[], given: readonly string[]): void {
  const names = given.map(name => name.replace(/\[\d*\]$/, ''))
  for (const name of names.filter(name => !known.includes(name)).slice(0, MOST_OTHERS)) {
    const meant = known.find(one => !names.includes(one) && isNearly(name, one))
    if (meant !== undefined) throw invalid(['query', name], `is not a parameter: is '${meant}' meant?`)
  }
}

function scalarOf (name: string, schema: TSchema, raw: Raw): unknown {
  const text = raw[name]
  if (text === undefined) return schema.default
  if (typeof text !== 'string') throw badQuery(`The query parameter '${name}' is given more than once.`)
  if (schema.format === 'date-time') return required(name, 'a time such as 2026-11-22T14:05:00Z', parseTimestamp(text))
  if (schema.type === 'boolean') return required(name, 'true or false', text === 'true' ? true : text === 'false' ? false : undefined)
  if (schema.type === 'integer') return integerOf(name, schema, text)
  if (schema.enum && !schema.enum.includes(text)) throw badQuery(`The query parameter '${name}' must be one of ${schema.enum.join(', ')}.`)
  checkText(name, schema, text)
  return text
}

function integerOf (name: string, schema: TSchema, text: string): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : undefined
  if (value === undefined) throw badQuery(`The query parameter '${name}' must be a whole number.`)
  if (schema.enum && !schema.enum.includes(value)) throw badQuery(`The query parameter '${name}' must be one of ${schema.enum.join(', ')}.`)
  if (schema.minimum !== undefined && value < schema.minimum) throw invalid(['query', name, name], `must be at least ${schema.minimum}`)
  if (schema.maximum !== undefined && value > schema.maximum) throw invalid(['query', name, name], `must be at most ${schema.maximum}`)
  return value
}

// `a=x`, `a[]=x`, `a[0]=x`, repeated, and commas inside any of them (contract 2.6).
function listOf (name: string, schema: TSchema, raw: Raw): string[] | undefined {
  const given = Object.entries(raw)
    .filter(([key]) => key === name || (key.startsWith(`${name}[`) && /^\[\d*\]$/.test(key.slice(name.length))))
  if (given.length === 0) return undefined
  const items = given.flatMap(([, value]) => value).flatMap(value => value.split(','))
  for (const item of items) checkText(name, schema.items, item)
  return [...new Set(items)]
}

function checkText (name: string, { pattern, minLength, maxLength }: TSchema, text: string): void {
  const isLong = maxLength !== undefined && text.length > maxLength
  const isShort = minLength !== undefined && text.length < minLength
  if (isLong || isShort || (pattern !== undefined && !new RegExp(pattern, 'u').test(text))) {
    throw invalid(['query', name], 'is not a valid value')
  }
}

function required<T> (name: string, what: string, value: T | undefined): T {
  if (value === undefined) throw badQuery(`The query parameter '${name}' must be ${what}.`)
  return value
}
