import type { AliasItem } from '../models/alias-model.js'
import { get, put, remove, type Database } from './database.js'

/** While a database has this row, Node servers on it attempt no delivery: it is a restored copy, and nobody has said that it goes on. */
const KEY = 'hold|deliveries'

/** Whether a row of aliases is the one that holds deliveries. */
export const isHold = ({ key }: { key: string }) => key === KEY

/** Holds the deliveries of a database. A hold that is there already stays as it is. */
export async function holdDeliveries (db: Database): Promise<void> {
  const item: AliasItem = { key: KEY, target: 'held', at: db.clock.now() }
  await put(db, 'aliases', item, { expression: 'attribute_not_exists(#key)' })
}

/** Since when the deliveries are held, Unix ms; undefined when they are not. */
export async function heldSince (db: Database): Promise<number | undefined> {
  return (await get<AliasItem>(db, 'aliases', { key: KEY }))?.at
}

/** Lets the deliveries go on. Servers notice it within seconds. */
export async function letGoOn (db: Database): Promise<void> {
  await remove(db, 'aliases', { key: KEY })
}
