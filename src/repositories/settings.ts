import * as configured from './configured.js'
import { get, type Database } from './database.js'

/** What an organization asks for all of its applications; it lies beside them, under a key that is no application's. */
export interface OrganizationSettings {
  /** Payloads are checked with the schema of their event type, where that does not say otherwise. */
  validatePayload: boolean
}

const DEFAULTS: OrganizationSettings = { validatePayload: false }
const ID = 'settings'

/** The settings of an organization, as they are now. */
export async function read (db: Database, orgId: string): Promise<OrganizationSettings> {
  const item = await get<OrganizationSettings>(db, 'applications', { orgId, id: ID })
  return { ...DEFAULTS, ...item && { validatePayload: item.validatePayload } }
}

/** The same, from the cache: at most half a minute behind other processes. */
export async function readCached (db: Database, orgId: string): Promise<OrganizationSettings> {
  return (await db.caches.settings.get(orgId, async () => await read(db, orgId)))!
}

/** Replaces the settings of an organization. */
export async function write (db: Database, orgId: string, settings: OrganizationSettings): Promise<void> {
  await configured.update(db, 'settings', { orgId, id: ID }, settings)
  db.caches.settings.delete(orgId)
}
