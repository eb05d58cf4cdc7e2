import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync, truncateSync } from 'node:fs'
import { access, constants, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Why the files of a directory are no database that this version reads: a sentence. */
export class ForeignFiles extends Error {}

// Of LMDB's two first pages: how long a header is, and where the sign, the version, the page size, the last page and the transaction stand.
const META = { bytes: 168, sign: 24, version: 28, pageSize: 48, lastPage: 144, transaction: 152 }
const SIGN = 0xbeefc0de
const VERSION = 2

// More than LMDB writes when it begins a database.
const FIRST_BYTES = 65_536

/** Rejects where files cannot be made or written, with the system's error: LMDB itself would end the process. */
export async function checkRoom (path: string): Promise<void> {
  const names = ['data.mdb', 'lock.mdb'].map(name => join(path, name))
  for (const name of names.filter(existsSync)) await access(name, constants.R_OK | constants.W_OK)
  if (names.every(existsSync)) return
  const probe = join(path, 'room')
  try {
    await writeFile(probe, Buffer.alloc(FIRST_BYTES))
  } finally {
    await rm(probe, { force: true })
  }
}

/** Refuses files that are surely not ours. */
export function checkFiles (path: string): void {
  if (existsSync(join(path, 'CURRENT'))) {
    throw new ForeignFiles(`${path} holds a LevelDB database, as the first builds of Posthorn wrote it; ` +
      'this version does not read it: move the directory away to begin anew')
  }
  const name = join(path, 'data.mdb')
  if (!existsSync(name)) return
  // LMDB itself ends the process for some of these.
  const file = openSync(name, 'r+')
  try {
    if (fstatSync(file).size === 0) throw new ForeignFiles(`${name} is empty: restore it from a backup, or remove it to begin anew`)
    const header = Buffer.alloc(META.bytes)
    readSync(file, header, 0, META.bytes, 0)
    if (header.readUInt32LE(META.sign) !== SIGN) throw new ForeignFiles(`${name} is no LMDB file: restore it from a backup`)
    const version = header.readUInt32LE(META.version)
    if (version !== VERSION) throw new ForeignFiles(`${name} was written by another version of LMDB (${version}, not ${VERSION})`)
  } finally {
    closeSync(file)
  }
}

/**
 * Makes a file as long as its last page, so that no page is missing when it is read; returns how to undo that, or undefined for a file
 * that was long enough. A file may be shorter because its last pages are free, or because it was cut off: what it holds then has to be
 * read to tell.
 */
export function lengthen (path: string): (() => void) | undefined {
  const name = join(path, 'data.mdb')
  if (!existsSync(name)) return undefined
  const file = openSync(name, 'r+')
  try {
    const { size } = fstatSync(file)
    const needed = neededBytes(file)
    if (needed <= size) return undefined
    ftruncateSync(file, needed)
    return () => truncateSync(name, size)
  } finally {
    closeSync(file)
  }
}

/** How long a file has to be by the newer one of its headers; 0 when none can be read. */
function neededBytes (file: number): number {
  const first = headerAt(file, 0)
  const headers = [first, headerAt(file, first?.pageSize ?? 4096)].filter(header => header !== undefined)
  const newest = headers.reduce<Header | undefined>((newer, one) => newer && newer.transaction >= one.transaction ? newer : one, undefined)
  return newest ? (newest.lastPage + 1) * newest.pageSize : 0
}

interface Header { pageSize: number, lastPage: number, transaction: number }

function headerAt (file: number, position: number): Header | undefined {
  const bytes = Buffer.alloc(META.bytes)
  if (readSync(file, bytes, 0, META.bytes, position) < META.bytes || bytes.readUInt32LE(META.sign) !== SIGN) return undefined
  return {
    pageSize: bytes.readUInt32LE(META.pageSize),
    lastPage: Number(bytes.readBigUInt64LE(META.lastPage)),
    transaction: Number(bytes.readBigUInt64LE(META.transaction))
  }
}
