import { mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a directory and those above it, for this user alone; a power cut does not take them back. Throws the system's error, with its
 * path, when that is impossible: Node's own `recursive` never returns where the system answers ENOENT for a directory whose parent
 * exists, as below `/proc`.
 */
export async function makeDirectory (path: string): Promise<void> {
  const first = await tryToMake(path)
  if (first === undefined) return
  if (first.code !== 'ENOENT' || dirname(path) === path) throw first
  await makeDirectory(dirname(path))
  const second = await tryToMake(path)
  if (second !== undefined) throw second
}

// The error, unless the directory is there now.
async function tryToMake (path: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    const isThere = await stat(path).then(found => found.isDirectory(), () => false)
    return isThere ? undefined : error as NodeJS.ErrnoException
  }
  await syncDirectory(dirname(path))
  return undefined
}

// What file systems answer that cannot sync a directory.
const CANNOT = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EBADF', 'EISDIR', 'EACCES', 'EPERM'])

/**
 * Resolves when the names in a directory are on disk, which syncing a file does not promise: a power cut takes none of them back. Where
 * a system or a file system cannot do that, nothing is done.
 */
export async function syncDirectory (path: string): Promise<void> {
  if (process.platform === 'win32') return
  try {
    const directory = await open(path, 'r')
    await directory.sync().finally(async () => await directory.close())
  } catch (error) {
    if (!CANNOT.has((error as NodeJS.ErrnoException).code!)) throw error
  }
}
