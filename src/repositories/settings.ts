import * as configured from './configured.js'
import { get, type Database } from './database.js'

/**
 * The settings of an organization for all its applications. They are stored in the table of applications, under a key
 * that no application has.
 */
export interface OrganizationSettings {
  /** Whether payloads are checked with the schema of their event type, where the event type does not decide this. */
  validatePayload: boolean
}

const DEFAULTS: OrganizationSettings = { validatePayload: false }
const ID = 'settings'

/** The settings of an organization, read from the database. */
export async function read (db: Database, orgId: string): Promise<OrganizationSettings> {
  const item = await get<OrganizationSettings>(db, 'applications', { orgId, id: ID })
  return { ...DEFAULTS, ...item && { validatePayload: item.validatePayload } }
}

/** The same from the cache: at most half a minute behind other processes. */
export async function readCached (db: Database, orgId: string): Promise<OrganizationSettings> {
  return (await db.caches.settings.get(orgId, async () => await read(db, orgId)))!
}

/** Replaces the settings of an organization. */
export async function write (db: Database, orgId: string, settings: OrganizationSettings): Promise<void> {
  await configured.update(db, 'settings', { orgId, id: ID }, settings)
  db.caches.settings.delete(orgId)
}
