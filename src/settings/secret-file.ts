import { readFileSync } from 'node:fs'

/** The text of a file without its last line end; throws an Error that begins with `origin` when there is none. */
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
