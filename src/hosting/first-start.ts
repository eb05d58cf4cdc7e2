import { randomBytes } from 'node:crypto'
import { chmod, link, open, readFile, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeDirectory, syncDirectory } from '../lib/make-directory.js'

/** The secrets for a start without configured ones. */
export interface Secrets {
  jwtSecret: string
  mainSecret: string
  /** Whether they were created by this call. */
  created: boolean
  /** Whether other users could read the file until now. */
  tightened: boolean
}

type Stored = Pick<Secrets, 'jwtSecret' | 'mainSecret'>

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

  const created = await createExclusively(path, `${JSON.stringify(generate(), null, 2)}\n`)
  const stored = await read(path)
  if (stored === undefined) throw new Error(`${path} vanished while it was being created; start again.`)
  return { ...stored, created, tightened: false }
}

/** The secrets that an earlier start has kept in the directory; undefined when there are none. Changes nothing. */
export async function keptSecrets (dataDir: string): Promise<Stored | undefined> {
  return await read(secretsPath(dataDir))
}

const secretsPath = (dataDir: string) => join(dataDir, 'secrets.json')

function generate (): Stored {
  return { jwtSecret: randomBytes(32).toString('base64url'), mainSecret: randomBytes(32).toString('base64url') }
}

async function read (path: string): Promise<Stored | undefined> {
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

function parse (text: string): Stored | undefined {
  try {
    const { jwtSecret, mainSecret } = JSON.parse(text) as Partial<Record<keyof Stored, unknown>>
    if (typeof jwtSecret !== 'string' || jwtSecret === '') return undefined
    if (typeof mainSecret !== 'string' || mainSecret === '') return undefined
    return { jwtSecret, mainSecret }
  } catch {
    return undefined
  }
}

/**
 * Creates the file as a whole or not at all, and never replaces one. It is written under another name and synced, then
 * linked, because a link fails when the name exists, unlike a rename. False when another process was first.
 */
async function createExclusively (path: string, text: string): Promise<boolean> {
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`
  const file = await open(temporary, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
    await link(temporary, path)
    await syncDirectory(dirname(path))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await file.close()
    await unlink(temporary)
  }
}

async function tighten (path: string): Promise<boolean> {
  const { mode } = await stat(path)
  if ((mode & OTHERS) === 0 || process.platform === 'win32') return false
  await chmod(path, mode & ~OTHERS & 0o777)
  return true
}
