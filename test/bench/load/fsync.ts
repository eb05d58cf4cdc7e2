import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { now } from './clock.js'
import { median } from '../measure.js'

const TIMES = 200
const BLOCK = Buffer.alloc(4096, 'x')

/** The time of writing 4 KB with `fdatasync` to the temporary directory: the median of 200, ms. */
export function bareSyncMs (): number {
  const directory = mkdtempSync(join(tmpdir(), 'load-sync-'))
  const file = openSync(join(directory, 'file'), 'w')
  const times = Array.from({ length: TIMES }, (_, index) => {
    const begin = now()
    writeSync(file, BLOCK, 0, BLOCK.length, index * BLOCK.length)
    fdatasyncSync(file)
    return now() - begin
  })
  closeSync(file)
  rmSync(directory, { recursive: true })
  return median(times)
}
