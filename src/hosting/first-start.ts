import { randomBytes } from 'node:crypto'
import { chmod, link, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from '../config.js'
import { makeDirectory, syncDirectory } from '../lib/make-directory.js'

/** The secrets for a start without configured ones. */
export interface Secrets extends Kept {
  /** Whether they were created by this call. */
  created: boolean
  /** Whether other users could read the file until now. */
  tightened: boolean
}

/** What the file holds. The second ones are accepted too, while one takes the place of the other. */
export interface Kept {
  jwtSecret: string
  mainSecret: string
  jwtSecretSecond?: string
  mainSecretSecond?: string
}

/**
 * The secrets of a Node server: those of the settings, and for what they do not give, those that are kept in the data directory, which a
 * first start creates.
 */
export async function secretsOf ({ dataDir, jwtSecret, mainSecret, jwtSecretSecond, mainSecretSecond }: SecretSettings) {
  const seconds = { jwtSecretSecond, mainSecretSecond }
  if (jwtSecret !== undefined && mainSecret !== undefined) return { jwtSecret, mainSecret, ...seconds, created: false }
  const kept = await ensureSecrets(dataDir)
  return {
    jwtSecret: jwtSecret ?? kept.jwtSecret,
    mainSecret: mainSecret ?? kept.mainSecret,
    jwtSecretSecond: jwtSecretSecond ?? (jwtSecret === undefined ? kept.jwtSecretSecond : undefined),
    mainSecretSecond: mainSecretSecond ?? (mainSecret === undefined ? kept.mainSecretSecond : undefined),
    created: kept.created
  }
}

type SecretSettings = Pick<Config, 'dataDir' | 'jwtSecret' | 'mainSecret' | 'jwtSecretSecond' | 'mainSecretSecond'>

const OTHERS = 0o077

/**
 * The secrets in `<dataDir>/secrets.json`, created by the first call. Several processes that start at the same time get
 * the same secrets. `:memory:` creates new ones and keeps nothing. Throws an Error that says what to do when the file
 * is damaged. The file is never replaced, because with new secrets the stored endpoint secrets could not be decrypted.
 */
export async function ensureSecrets (dataDir: string): Promise<Secrets> {
  if (dataDir === ':memory:') return { ...generate(), created: true, tightened: false }
  await makeDirectory(dataDir)
  const path = secretsPath(dataDir)
  const present = await read(path)
  if (present !== undefined) return { ...present, created: false, tightened: await tighten(path) }

  const created = await createExclusively(path, generate())
  const stored = await read(path)
  if (stored === undefined) throw new Error(`${path} vanished while it was being created; start again.`)
  return { ...stored, created, tightened: false }
}

/** The secrets that an earlier start has kept in the directory; undefined when there are none. Changes nothing. */
export async function keptSecrets (dataDir: string): Promise<Kept | undefined> {
  return await read(secretsPath(dataDir))
}

/** Replaces the kept secrets, as a whole or not at all. */
export async function replaceSecrets (dataDir: string, kept: Kept): Promise<void> {
  const path = secretsPath(dataDir)
  const temporary = await writeBeside(path, kept)
  await rename(temporary, path)
  await syncDirectory(dirname(path))
}

const secretsPath = (dataDir: string) => join(dataDir, 'secrets.json')

/** A new random secret. */
export const newSecret = () => randomBytes(32).toString('base64url')

const generate = (): Kept => ({ jwtSecret: newSecret(), mainSecret: newSecret() })

async function read (path: string): Promise<Kept | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new Error(`${path} cannot be read (${code}); make it readable for the user that runs Posthorn.`)
  }
  const stored = parse(text)
  if (stored === undefined) {
    throw new Error(`${path} is damaged. Restore it from a backup; without its mainSecret the stored endpoint secrets ` +
      'cannot be decrypted. Only if nothing stored is needed any more, delete it and start again.')
  }
  return stored
}

function parse (text: string): Kept | undefined {
  try {
    const { jwtSecret, mainSecret, ...seconds } = JSON.parse(text) as Partial<Record<keyof Kept, unknown>>
    const { jwtSecretSecond, mainSecretSecond } = seconds
    if (!isSecret(jwtSecret) || !isSecret(mainSecret)) return undefined
    return {
      jwtSecret, mainSecret, ...isSecret(jwtSecretSecond) && { jwtSecretSecond }, ...isSecret(mainSecretSecond) && { mainSecretSecond }
    }
  } catch {
    return undefined
  }
}

const isSecret = (value: unknown): value is string => typeof value === 'string' && value !== ''

/**
 * Creates the file as a whole or not at all, and never replaces one. It is written under another name and synced, then
 * linked, because a link fails when the name exists, unlike a rename. False when another process was first.
 */
async function createExclusively (path: string, kept: Kept): Promise<boolean> {
  const temporary = await writeBeside(path, kept)
  try {
    await link(temporary, path)
    await syncDirectory(dirname(path))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await unlink(temporary)
  }
}

async function writeBeside (path: string, kept: Kept): Promise<string> {
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`
  await writeFile(temporary, `${JSON.stringify(kept, null, 2)}\n`, { flag: 'wx', mode: 0o600, flush: true })
  return temporary
}

async function tighten (path: string): Promise<boolean> {
  const { mode } = await stat(path)
  if ((mode & OTHERS) === 0 || process.platform === 'win32') return false
  await chmod(path, mode & ~OTHERS & 0o777)
  return true
}
