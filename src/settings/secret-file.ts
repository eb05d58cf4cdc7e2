import { readFileSync } from 'node:fs'

/**
 * The text of a file without its last line end. Throws an Error that begins with `origin` when the file is empty or
 * cannot be read.
 */
export function readSecretFile (path: string, origin: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(`${origin} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}`)
  }
  const secret = text.replace(/\r?\n$/, '')
  if (secret === '') throw new Error(`${origin} is empty`)
  return secret
}
