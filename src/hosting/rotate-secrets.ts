import type { Config } from '../config.js'
import { createVault } from '../lib/secret-encryption.js'
import { openDatabase, type Database } from '../repositories/database.js'
import { checkMainSecret, sealsMainSecret } from '../repositories/main-secrets.js'
import { embeddedIfSo } from './embedded-database.js'
import { keptSecrets, newSecret, replaceSecrets, type Kept } from './first-start.js'
import { openBlobs } from './open-blobs.js'

/** What signs tokens, or what encrypts stored secrets. */
export type Which = 'jwt' | 'main'

const NAMES = { jwt: ['jwtSecret', 'jwtSecretSecond'], main: ['mainSecret', 'mainSecretSecond'] } as const

export type Place = 'settings' | 'file' | 'nowhere'

/** Where a secret is, and whether a second one is accepted beside it. */
export async function stateOf (config: Config, which: Which): Promise<{ place: Place, hasSecond: boolean }> {
  const [name, second] = NAMES[which]
  if (config[name] !== undefined) return { place: 'settings', hasSecond: config[second] !== undefined }
  const kept = await keptSecrets(config.dataDir)
  return { place: kept ? 'file' : 'nowhere', hasSecond: kept?.[second] !== undefined }
}

/**
 * Gives a kept secret a successor; the old one is accepted until it is dropped. A server takes both at its next start. Throws an Error
 * that says what to do where the secret is not kept here, or an earlier change has not ended.
 */
export async function rotate (config: Config, which: Which): Promise<void> {
  const [name, second] = NAMES[which]
  const kept = await keptHere(config, which)
  if (kept[second] !== undefined) throw new Error(`An earlier change has not ended: drop that old secret first, by secrets drop ${which}.`)
  await replaceSecrets(config.dataDir, { ...kept, [name]: newSecret(), [second]: kept[name] })
}

/** Removes the old secret. Throws an Error when something is still encrypted with the old main secret. */
export async function drop (config: Config, which: Which): Promise<void> {
  const [, second] = NAMES[which]
  const { [second]: old, ...kept } = await keptHere(config, which)
  if (old === undefined) throw new Error('There is no old secret to drop.')
  if (which === 'main') await refuseWhileUsed(config, kept)
  await replaceSecrets(config.dataDir, kept)
}

async function keptHere (config: Config, which: Which): Promise<Kept> {
  const { dataDir, [NAMES[which][0]]: given } = config
  const variable = `POSTHORN_${which.toUpperCase()}_SECRET`
  if (given !== undefined) {
    throw new Error(`The secret is in your settings: put the new one into ${variable}, the old one into ${variable}_SECOND, and restart.`)
  }
  const kept = await keptSecrets(dataDir)
  if (kept === undefined) throw new Error(`There are no secrets in ${dataDir}: POSTHORN_DATA_DIR says where they are.`)
  return kept
}

async function refuseWhileUsed (config: Config, { mainSecret }: Kept): Promise<void> {
  const vault = createVault(mainSecret)
  await withDatabase(config, async db => {
    await checkMainSecret(db, vault).catch(() => undefined)
    if (await sealsMainSecret(db, vault)) return
    throw new Error('Stored secrets are still encrypted with the old main secret. Start the server, which encrypts them anew, until its ' +
      'log says secrets.resealed; then drop the old one.')
  })
}

async function withDatabase (config: Config, work: (db: Database) => Promise<void>): Promise<void> {
  const db = openDatabase(config, openBlobs(config), await embeddedIfSo(config))
  try {
    await work(db)
  } finally {
    await db.close()
  }
}
