import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync, truncateSync } from 'node:fs'
import { access, constants, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Why the files of a directory are not a database that this version reads. The message is a sentence for the operator. */
export class ForeignFiles extends Error {}

// The first two pages of an LMDB file: the length of a header, and the offsets of magic number, version, page size,
// last page and transaction.
const META = { bytes: 168, sign: 24, version: 28, pageSize: 48, lastPage: 144, transaction: 152 }
const SIGN = 0xbeefc0de
const VERSION = 2

// More than LMDB writes when it creates a database.
const FIRST_BYTES = 65_536

/** Rejects with the system's error when files cannot be created or written. LMDB itself would end the process. */
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

/** Throws `ForeignFiles` for files that are empty, or that another program or version has certainly written. */
export function checkFiles (path: string): void {
  if (existsSync(join(path, 'CURRENT'))) {
    throw new ForeignFiles(`${path} holds a LevelDB database, as the first builds of Posthorn wrote it; ` +
      'this version does not read it: move the directory away to begin anew')
  }
  const name = join(path, 'data.mdb')
  if (!existsSync(name)) return
  // LMDB would end the process for some of these files.
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
 * Extends a file to the end of its last page, so that reading finds every page. Returns a function that undoes this, or
 * undefined when the file was long enough. A file may be shorter because its last pages are free, or because it was
 * truncated. To find out which, all its rows must be read.
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

/** The length that a file must have according to the newer of its headers; 0 when no header can be read. */
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
