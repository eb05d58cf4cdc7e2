import type { AttributeValue, Item, Row } from './items.js'

// The bytes of a row: the version of this form, whether the text is ASCII, the number of attributes, the size as
// DynamoDB counts it; for each attribute its type and the lengths of name and value; all names and values in one text;
// the binary values. Reading one text and slicing it is much faster than reading many.
const FORM = 1
const [TEXT, NUMBER, BYTES, OTHER] = [0, 1, 2, 3]

const MAX_VARINT = 5

// Not all buffers of the store are of the class `Buffer`, which has these methods.
type Slice = (this: Uint8Array, from: number, to: number) => string
const { latin1Slice, utf8Slice } = Buffer.prototype as unknown as { latin1Slice: Slice, utf8Slice: Slice }

/** A row as bytes. */
export function encodeRow ({ item, size }: Row): Buffer {
  const numbers: number[] = []
  const bytes: Uint8Array[] = []
  let text = ''
  for (const name in item) {
    const value = item[name]!
    if (value.B !== undefined) {
      numbers.push(BYTES, name.length, value.B.length)
      bytes.push(value.B)
      text += name
      continue
    }
    const type = value.S !== undefined ? TEXT : value.N !== undefined ? NUMBER : OTHER
    const written = value.S ?? value.N ?? JSON.stringify(value, writeBytes)
    numbers.push(type, name.length, written.length)
    text += name + written
  }
  return assemble({ numbers, text, bytes, size })
}

interface Parts { numbers: number[], text: string, bytes: Uint8Array[], size: number }

function assemble ({ numbers, text, bytes, size }: Parts): Buffer {
  const textBytes = Buffer.byteLength(text)
  const isAscii = textBytes === text.length
  const blobBytes = bytes.reduce((sum, one) => sum + one.length, 0)
  const buffer = Buffer.allocUnsafe(2 + MAX_VARINT * (numbers.length + 3) + textBytes + blobBytes)
  buffer[0] = FORM
  buffer[1] = Number(isAscii)
  let at = writeVarint(buffer, 2, numbers.length / 3)
  at = writeVarint(buffer, at, size)
  for (const number of numbers) at = writeVarint(buffer, at, number)
  at = writeVarint(buffer, at, textBytes)
  at += buffer.write(text, at, textBytes, isAscii ? 'latin1' : 'utf8')
  for (const one of bytes) {
    buffer.set(one, at)
    at += one.length
  }
  return buffer.subarray(0, at)
}

function writeVarint (buffer: Buffer, at: number, number: number): number {
  while (number > 127) {
    buffer[at++] = number & 127 | 128
    number >>>= 7
  }
  buffer[at++] = number
  return at
}

/** Decodes a row; the result shares no memory with the buffer. Throws when the bytes are not a row. */
export function decodeRow (buffer: Uint8Array): Row {
  if (buffer[0] !== FORM) throw new Error('An item of the database is damaged, or was written by another version.')
  let at = 2
  const varint = () => {
    let number = 0
    for (let shift = 0; ; shift += 7) {
      const byte = buffer[at++]!
      number |= (byte & 127) << shift
      if (byte < 128) return number
    }
  }
  const count = varint()
  const size = varint()
  const numbers = new Array<number>(count * 3)
  for (let index = 0; index < numbers.length; index++) numbers[index] = varint()
  const textBytes = varint()
  const text = (buffer[1] === 1 ? latin1Slice : utf8Slice).call(buffer, at, at + textBytes)
  return { item: itemOf({ numbers, text, buffer, bytesAt: at + textBytes }), size }
}

interface Written { numbers: number[], text: string, buffer: Uint8Array, bytesAt: number }

function itemOf ({ numbers, text, buffer, bytesAt }: Written): Item {
  const item: Item = {}
  let at = 0
  for (let index = 0; index < numbers.length; index += 3) {
    const type = numbers[index]
    const nameEnd = at + numbers[index + 1]!
    const length = numbers[index + 2]!
    const name = text.slice(at, nameEnd)
    if (type === BYTES) {
      // Copied, because the store reuses its buffer.
      item[name] = { B: Uint8Array.prototype.slice.call(buffer, bytesAt, bytesAt + length) }
      bytesAt += length
      at = nameEnd
      continue
    }
    at = nameEnd + length
    const written = text.slice(nameEnd, at)
    item[name] = type === TEXT ? { S: written } : type === NUMBER ? { N: written } : JSON.parse(written, readBytes) as AttributeValue
  }
  return item
}

// In JSON, bytes are base64 strings. `this[name]` is read because a Buffer has converted itself before `value` arrives here.
function writeBytes (this: Record<string, unknown>, name: string, value: unknown): unknown {
  const given = this[name]
  return given instanceof Uint8Array ? Buffer.from(given).toString('base64') : value
}

// Only values of the types `B` and `BS` are base64 strings or lists of them; members of a map with these names are objects.
function readBytes (name: string, value: unknown): unknown {
  if (name === 'B' && typeof value === 'string') return new Uint8Array(Buffer.from(value, 'base64'))
  return name === 'BS' && Array.isArray(value) ? value.map((one: string) => new Uint8Array(Buffer.from(one, 'base64'))) : value
}
