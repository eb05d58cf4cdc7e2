import { mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Creates a directory and its parents, for this user only, so that a power failure does not undo it. Throws the
 * system's error, with its path, when this is impossible. Node's `recursive` option never returns where the system
 * answers ENOENT although the parent exists, as below `/proc`.
 */
export async function makeDirectory (path: string): Promise<void> {
  const first = await tryToMake(path)
  if (first === undefined) return
  if (first.code !== 'ENOENT' || dirname(path) === path) throw first
  await makeDirectory(dirname(path))
  const second = await tryToMake(path)
  if (second !== undefined) throw second
}

// Returns the error; undefined when the directory exists now.
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

// The errors of file systems that cannot sync a directory.
const CANNOT = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EBADF', 'EISDIR', 'EACCES', 'EPERM'])

/**
 * Resolves when the names in a directory are on disk, so that a power failure does not undo them; syncing a file does
 * not promise this. Does nothing where the system or the file system cannot sync a directory.
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
