import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a directory and those above it, for this user alone. Throws the system's error, with its path, when that is impossible:
 * Node's own `recursive` never returns where the system answers ENOENT for a directory whose parent exists, as below `/proc`.
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
    return undefined
  } catch (error) {
    const isThere = await stat(path).then(found => found.isDirectory(), () => false)
    return isThere ? undefined : error as NodeJS.ErrnoException
  }
}
