import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createVault } from '../../lib/secret-encryption.js'
import { memoryBlobs } from '../../repositories/blobs.js'
import { openDatabase } from '../../repositories/database.js'
import { checkMainSecret, WrongMainSecret } from '../../repositories/main-secrets.js'
import { reasonOf, type Finding } from './finding.js'
import type { Target } from './target.js'

const CHECK = 'stores'

/** Checks whether the data directory of this server has payloads or files that other servers on the database need. */
export async function checkStores ({ isEmbedded, config }: Target, isLocal: boolean): Promise<Finding[]> {
  const { blobBucket, uploadBucket, dataDir } = config
  if (isEmbedded || !isLocal) return []
  const left = await Promise.all(['blobs', 'files'].map(async folder => await countIn(join(dataDir, folder))))
  const count = left.reduce((sum, one) => sum + one, 0)
  if (count > 0) {
    return [{
      check: CHECK, verdict: 'warn', says: `${count} payloads or files lie in ${dataDir}, which no other server on this database sees`,
      todo: 'Keep a server running on this directory until they are delivered or have expired: what others find of them waits ' +
        '(delivery.payload-not-found). New ones go to the table or the bucket.'
    }]
  }
  const places = [
    blobBucket === undefined ? 'large payloads in the table' : 'large payloads in a bucket',
    uploadBucket === undefined ? 'files to import in the table' : 'files to import in a bucket'
  ]
  return [{ check: CHECK, verdict: 'pass', says: `${places.join(', ')}: every server on this database sees them` }]
}

async function countIn (directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter(entry => entry.isFile()).length
}

/** Checks that the main secret is the one that the database was first used with. */
export async function checkDatabaseSecret ({ isEmbedded, awsProblem, config }: Target, mainSecret: string | undefined): Promise<Finding[]> {
  const check = 'database'
  if (isEmbedded || awsProblem !== undefined || mainSecret === undefined) return []
  const db = openDatabase(config, memoryBlobs())
  try {
    await checkMainSecret(db, createVault(mainSecret, config.mainSecretSecond))
    return [{ check, verdict: 'pass', says: 'it belongs to this main secret' }]
  } catch (error) {
    if (!(error instanceof WrongMainSecret)) {
      return [{
        check,
        verdict: 'skip',
        says: `it cannot be asked which main secret it belongs to: ${reasonOf((error as Error).cause ?? error)}`
      }]
    }
    return [{
      check, verdict: 'fail', says: 'it was first used with another main secret: nothing stored can be decrypted, and nothing is delivered',
      todo: 'Restore the first main secret (POSTHORN_MAIN_SECRET, secrets.json, or the parameter of SSM) from a backup; all servers and ' +
        'functions on one database need the same.'
    }]
  } finally {
    await db.close()
  }
}
