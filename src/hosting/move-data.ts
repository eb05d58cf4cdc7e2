import { join } from 'node:path'
import { existsSync } from 'node:fs'
import type { Config } from '../config.js'
import { createVault, type Vault } from '../lib/secret-encryption.js'
import type { TableName } from '../models/models.js'
import { directoryBlobs } from '../repositories/blobs.js'
import { openDatabase, type Database } from '../repositories/database.js'
import { heldSince, holdDeliveries } from '../repositories/delivery-hold.js'
import { checkMainSecret, WrongMainSecret } from '../repositories/main-secrets.js'
import { keep } from '../repositories/payloads.js'
import { countData, hasItems, isData, isLive, putRaw } from '../repositories/raw-items.js'
import { scanned, tableNames, type RawItem } from '../repositories/scan-tables.js'
import { ensureTables } from '../repositories/tables.js'
import { openEmbeddedDatabase } from './embedded-database.js'
import { keptSecrets } from './first-start.js'
import { moveFiles } from './move-files.js'
import { openBlobs } from './open-blobs.js'

export interface Moved {
  /** By table, as counted in both databases. */
  items: Record<string, number>
  /** Payloads that were files in the data directory. */
  payloads: number
  /** Payloads whose file is not there: their messages are moved without them. */
  missing: number
  /** Files to import, and reports on them. */
  files: number
}

/** Told while items are copied. */
export type Tell = (table: TableName, items: number) => void

/**
 * Copies the embedded database of a data directory, with payloads and files, into the DynamoDB of other settings, and counts both. The
 * source is not changed. Servers on the copy hold their deliveries. Rejects with an Error that says what to do.
 */
export async function moveData (config: Config, target: Config, tell: Tell): Promise<Moved> {
  const { dataDir } = config
  if (!existsSync(join(dataDir, 'database', 'data.mdb'))) {
    throw new Error(`There is no database in ${dataDir}: POSTHORN_DATA_DIR says where it is.`)
  }
  const vault = await vaultOf(config)
  const from = openDatabase(config, openBlobs(config), await openEmbeddedDatabase(config))
  const to = openDatabase(target, openBlobs(target))
  try {
    await refuseWrongSecret(from, vault, `The database in ${dataDir}`)
    await prepare(to, target, vault)
    const { payloads, missing } = await moveTables(from, to, { dataDir, hasBucket: config.blobBucket !== undefined, tell })
    const files = await moveFiles(join(dataDir, 'files'), to, target)
    return { items: await compared(from, to), payloads, missing, files }
  } finally {
    await Promise.all([from.close(), to.close()])
  }
}

async function vaultOf ({ dataDir, mainSecret, mainSecretSecond }: Config): Promise<Vault> {
  const kept = mainSecret === undefined ? await keptSecrets(dataDir) : undefined
  const secret = mainSecret ?? kept?.mainSecret
  if (secret === undefined) throw new Error(`There are no secrets in ${dataDir}: set POSTHORN_MAIN_SECRET to the one of this database.`)
  return createVault(secret, mainSecretSecond ?? kept?.mainSecretSecond)
}

async function refuseWrongSecret (db: Database, vault: Vault, which: string): Promise<void> {
  await checkMainSecret(db, vault).catch((error: Error) => {
    if (!(error instanceof WrongMainSecret)) throw error
    throw new Error(`${which} was first used with another main secret than the one that is given here; nothing was copied.`)
  })
}

/** Makes the tables ready to take a copy: they exist, they are empty or have an earlier copy, and their deliveries are held. */
async function prepare (to: Database, { tablePrefix, dynamodbEndpoint }: Config, vault: Vault): Promise<void> {
  await ensureTables(to).catch((error: Error) => {
    throw new Error(`The DynamoDB ${dynamodbEndpoint} cannot be used: ${error.message}`)
  })
  const which = `The database (tables ${tablePrefix}*)`
  const { Table } = await to.call('DescribeTable', { TableName: to.models.messages.tableName })
  if (Table?.StreamSpecification?.StreamEnabled === true) {
    throw new Error(`${which} belongs to functions in AWS, which do not hold deliveries: name another --prefix.`)
  }
  await refuseWrongSecret(to, vault, which)
  if (await heldSince(to) === undefined && await hasItems(to)) {
    throw new Error(`${which} is in use: it has data, and its deliveries are not held. Nothing was copied; name another --prefix.`)
  }
  await holdDeliveries(to)
}

interface Way { dataDir: string, hasBucket: boolean, tell: Tell }

async function moveTables (from: Database, to: Database, { dataDir, hasBucket, tell }: Way) {
  const [blobs, now] = [directoryBlobs(join(dataDir, 'blobs')), from.clock.now()]
  const sums = { payloads: 0, missing: 0 }
  const withPayload = async (item: RawItem): Promise<RawItem> => {
    const data = JSON.parse(item.data?.S ?? '{}') as { blob?: string, parts?: number, payloadExpiresAt?: number }
    if (data.blob === undefined || data.parts !== undefined) return item
    const bytes = await blobs.get(data.blob)
    if (!bytes) {
      // With a bucket, the payload is there already.
      if (!hasBucket && (data.payloadExpiresAt ?? 0) > now) sums.missing++
      return item
    }
    sums.payloads++
    const kept = await keep(to, data.blob, bytes, data.payloadExpiresAt ?? Number(item.expiresAt?.N) * 1000)
    return { ...item, data: { S: JSON.stringify({ ...data, ...kept }) } }
  }
  for (const table of tableNames(from)) {
    let count = 0
    for await (const page of scanned(from, table)) {
      const items: RawItem[] = []
      // A hold of this database would replace the one that is there; it is the same.
      for (const item of page.filter(one => isLive(one, now))) {
        items.push(table === 'messages' && isData(table, item) ? await withPayload(item) : item)
      }
      await putRaw(to, table, items)
      count += items.length
      tell(table, count)
    }
  }
  return sums
}

async function compared (from: Database, to: Database): Promise<Record<string, number>> {
  const at = from.clock.now()
  const [here, there] = await Promise.all([countData(from, at), countData(to, at)])
  const differing = tableNames(from).filter(table => here[table] !== there[table])
  if (differing.length > 0) {
    const each = differing.map(table => `${to.models[table].tableName} has ${there[table]} instead of ${here[table]} items`)
    throw new Error(`The copy differs: ${each.join('; ')}. Something else wrote there, or an earlier copy had more: name another --prefix.`)
  }
  return here
}
