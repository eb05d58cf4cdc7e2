import { readFile, writeFile } from 'node:fs/promises'
import { secretSettings } from '../../settings/secret-settings.js'
import { Failure } from '../shared/cli-failure.js'

/** The secrets in a copy. The second ones are there when the copy was made while one took the place of the other. */
export interface Copied { jwtSecret?: string, mainSecret?: string, jwtSecretSecond?: string, mainSecretSecond?: string }

const NAMES = ['jwtSecret', 'mainSecret', 'jwtSecretSecond', 'mainSecretSecond'] as const

/**
 * The secrets in a file: JSON, as `secrets keep` and a server write it, or one line with the main secret alone. Throws a Failure that says
 * what is wrong with the file, never with a secret.
 */
export async function readCopy (path: string): Promise<Copied> {
  const text = (await readFile(path, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    throw new Failure(`${path} cannot be read (${code}).`)
  })).trim()
  if (!text.startsWith('{') && text.includes('\n')) throw new Failure(`${path} has no secret in one line, and is no JSON.`)
  const copied = text.startsWith('{') ? parsed(path, text) : { mainSecret: text }
  const given = NAMES.filter(name => copied[name] !== undefined)
  if (copied.jwtSecret === undefined && copied.mainSecret === undefined) {
    throw new Failure(`${path} has no secrets: it needs jwtSecret, mainSecret, or both.`)
  }
  for (const name of given) check(path, name, copied[name])
  return Object.fromEntries(given.map(name => [name, copied[name]]))
}

function parsed (path: string, text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    throw new Failure(`${path} is damaged: it is no JSON.`)
  }
}

function check (path: string, name: typeof NAMES[number], value: unknown): void {
  if (typeof value !== 'string') throw new Failure(`${path}: ${name} is no text.`)
  try {
    secretSettings[name].parse(value)
  } catch (error) {
    throw new Failure(`${path}: ${name} ${(error as Error).message}`)
  }
}

/** Writes a copy that only its owner can read. Throws a Failure when the file exists. */
export async function writeCopy (path: string, copied: Copied): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(copied, null, 2)}\n`, { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'EEXIST' ? 'exists already, and is left as it is: name another file' : `cannot be written (${code})`
    throw new Failure(`${path} ${reason}.`)
  }
}
