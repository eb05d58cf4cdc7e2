import { refuse } from './refusals.js'

// DynamoDB's limits of a number.
const MAX_DIGITS = 38
const MAX_MAGNITUDE = 126
const MIN_MAGNITUDE = -129

const PLAIN = /^(?:0|-?[1-9]\d{0,14})$/
// Most numbers in keys are instants: their order needs no decimal.
const WHOLE = /^[1-9]\d{0,14}$/
const MAGNITUDE_BASE = 300
const NUMBER = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/

/** A number as 0.DIGITS × 10^magnitude. DIGITS neither begins nor ends with a zero; for zero it is empty. */
export interface Decimal { isNegative: boolean, digits: string, magnitude: number }

/** Reads a number as DynamoDB does. Refuses texts that are not numbers, and numbers that DynamoDB cannot store. */
export function decimalOf (text: string): Decimal {
  const [, sign, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? noNumber(text)
  if (whole === '' && fraction === '') noNumber(text)
  const all = whole + fraction
  const digits = all.replace(/^0+/, '')
  const magnitude = whole.length + Number(exponent) - (all.length - digits.length)
  const trimmed = digits.replace(/0+$/, '')
  if (trimmed === '') return { isNegative: false, digits: '', magnitude: 0 }
  if (trimmed.length > MAX_DIGITS) refuse('Attempting to store more than 38 significant digits in a Number')
  if (magnitude > MAX_MAGNITUDE) refuse('Number overflow. Attempting to store a number with magnitude larger than supported range')
  if (magnitude < MIN_MAGNITUDE) refuse('Number underflow. Attempting to store a number with magnitude smaller than supported range')
  return { isNegative: sign === '-', digits: trimmed, magnitude }
}

const noNumber = (text: string) => refuse(`The parameter cannot be converted to a numeric value: ${text}`)

function textOf ({ isNegative, digits, magnitude }: Decimal): string {
  if (digits === '') return '0'
  const sign = isNegative ? '-' : ''
  if (magnitude <= 0) return `${sign}0.${'0'.repeat(-magnitude)}${digits}`
  if (magnitude >= digits.length) return sign + digits.padEnd(magnitude, '0')
  return `${sign}${digits.slice(0, magnitude)}.${digits.slice(magnitude)}`
}

/** The canonical text of a number, in which it is stored and answered: without exponent and unnecessary zeros. */
export const canonical = (text: string): string => PLAIN.test(text) ? text : textOf(decimalOf(text))

/** Negative, zero or positive when `a` is less than, equal to or greater than `b`; both must be canonical. */
export function compareNumbers (a: string, b: string): number {
  if (a === b) return 0
  if (a.length < 16 && b.length < 16) return Number(a) - Number(b)
  const [left, right] = [orderedText(a), orderedText(b)]
  return left < right ? -1 : 1
}

/** `a + b`, or `a - b`, exactly. */
export function add (a: string, b: string, isMinus = false): string {
  if (PLAIN.test(a) && PLAIN.test(b)) return String(Number(a) + (isMinus ? -Number(b) : Number(b)))
  const [left, right] = [decimalOf(a), decimalOf(b)]
  const scale = Math.max(0, left.digits.length - left.magnitude, right.digits.length - right.magnitude)
  const sum = scaled(left, scale) + (isMinus ? -1n : 1n) * scaled(right, scale)
  return canonical(`${sum}e-${scale}`)
}

function scaled ({ isNegative, digits, magnitude }: Decimal, scale: number): bigint {
  if (digits === '') return 0n
  const value = BigInt(digits) * 10n ** BigInt(magnitude - digits.length + scale)
  return isNegative ? -value : value
}

/** A text with characters from 0x02 to 0x7f. The texts of two numbers have the same order as the numbers. */
export function orderedText (text: string): string {
  if (WHOLE.test(text)) return `p${text.length + MAGNITUDE_BASE}${withoutZeros(text)}`
  const { isNegative, digits, magnitude } = decimalOf(text)
  if (digits === '') return 'n'
  const size = String(magnitude + MAGNITUDE_BASE)
  if (!isNegative) return `p${size}${digits}`
  // Of two negative numbers, the one with the larger absolute value comes first. `~` comes after all digits.
  return `m${complement(size)}${complement(digits)}~`
}

function withoutZeros (digits: string): string {
  let end = digits.length
  while (digits.charCodeAt(end - 1) === ZERO) end--
  return end === digits.length ? digits : digits.slice(0, end)
}

const ZERO = 48
const complement = (digits: string) => digits.replace(/\d/g, digit => String(9 - Number(digit)))
