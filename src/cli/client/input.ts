import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { misused } from '../shared/cli-failure.js'

/** The bytes of a file; `-` is standard input. */
export async function readInput (path: string): Promise<Buffer> {
  if (path === '-') return await buffer(process.stdin)
  try {
    return await readFile(path)
  } catch (error) {
    throw misused(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}

/** JSON as text, from an argument: itself, `@file`, or `-` for standard input. Its digits and the order of its keys stay. */
export async function jsonText (given: string): Promise<string> {
  const text = given === '-' || given.startsWith('@') ? (await readInput(given.replace(/^@/, ''))).toString() : given
  try {
    JSON.parse(text)
  } catch (error) {
    throw misused(`The payload is not JSON: ${(error as Error).message}`)
  }
  return text
}
