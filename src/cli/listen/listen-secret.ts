import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { formatSecret, generateSecret } from '../../lib/secret-encryption.js'

/** Where the secrets are that `listen` made, readable by their owner alone. */
const FOLDER = join(homedir(), '.config', 'posthorn')
const FILE = join(FOLDER, 'listen.json')

/** The secret for this name: the same in every run on this machine. */
export async function listenSecret (name: string): Promise<string> {
  const kept = await secrets()
  if (kept[name] !== undefined) return kept[name]
  const made = formatSecret(generateSecret('hmac256'))
  await mkdir(FOLDER, { recursive: true, mode: 0o700 })
  const fresh = `${FILE}.${process.pid}`
  await writeFile(fresh, `${JSON.stringify({ ...kept, [name]: made }, null, 2)}\n`, { mode: 0o600 })
  await rename(fresh, FILE)
  return made
}

async function secrets (): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(FILE, 'utf8')) as Record<string, string>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}
