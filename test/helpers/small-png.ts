import { deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = 8
const COLOURS = 256

/**
 * A picture of a screen as a PNG with a palette, about a third of the size: such pictures have few colours, and those that are rare become
 * their nearest. Takes what Chromium writes: eight bits a channel, red, green and blue, perhaps alpha, not interlaced.
 */
export function smallPng (png: Buffer): Buffer {
  const { width, height, channels, data } = read(png)
  const pixels = unfilter(inflateSync(data), { width, height, channels })
  const counts = new Map<number, number>()
  const colours = new Uint32Array(width * height)
  for (let at = 0; at < colours.length; at++) {
    const colour = pixels.readUIntBE(at * channels, 3)
    colours[at] = colour
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const palette = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, COLOURS).map(([colour]) => colour)
  const indices = new Map([...counts.keys()].map(colour => [colour, nearest(palette, colour)]))
  // A line begins with the number of its filter: none.
  const lines = Buffer.alloc(height * (width + 1))
  for (let at = 0; at < colours.length; at++) lines[at + Math.floor(at / width) + 1] = indices.get(colours[at]!)!
  const header = Buffer.concat([uint32(width), uint32(height), Buffer.from([8, 3, 0, 0, 0])])
  const table = Buffer.from(palette.flatMap(partsOf))
  return Buffer.concat([
    png.subarray(0, SIGNATURE), chunk('IHDR', header), chunk('PLTE', table), chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0))
  ])
}

interface Size { width: number, height: number, channels: number }

function read (png: Buffer): Size & { data: Buffer } {
  const data: Buffer[] = []
  let at = SIGNATURE
  while (at < png.length) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20), channels: png[25] === 6 ? 4 : 3, data: Buffer.concat(data) }
}

/** The bytes of all pixels; each line says how it is written as a difference to its neighbours. */
function unfilter (lines: Buffer, { width, height, channels }: Size): Buffer {
  const size = width * channels
  const pixels = Buffer.alloc(size * height)
  for (let row = 0; row < height; row++) {
    const filter = lines[row * (size + 1)]!
    for (let at = 0; at < size; at++) {
      const here = row * size + at
      const left = at < channels ? 0 : pixels[here - channels]!
      const above = row === 0 ? 0 : pixels[here - size]!
      const corner = at < channels || row === 0 ? 0 : pixels[here - size - channels]!
      pixels[here] = lines[row * (size + 1) + 1 + at]! + [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter]!
    }
  }
  return pixels
}

function paeth (left: number, above: number, corner: number): number {
  const [a, b, c] = [left, above, corner].map(one => Math.abs(left + above - corner - one)) as [number, number, number]
  if (a <= b && a <= c) return left
  return b <= c ? above : corner
}

const partsOf = (colour: number) => [colour >> 16, (colour >> 8) & 255, colour & 255]

function nearest (palette: readonly number[], colour: number): number {
  let best = 0
  let least = Infinity
  for (const [index, one] of palette.entries()) {
    const distance =
      ((one >> 16) - (colour >> 16)) ** 2 + (((one >> 8) & 255) - ((colour >> 8) & 255)) ** 2 + ((one & 255) - (colour & 255)) ** 2
    if (distance < least) [best, least] = [index, distance]
  }
  return best
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

function chunk (type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  let crc = 0xffffffff
  for (const byte of body) crc = CRC[(crc ^ byte) & 255]! ^ (crc >>> 8)
  return Buffer.concat([uint32(data.length), body, uint32((crc ^ 0xffffffff) >>> 0)])
}

function uint32 (value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
