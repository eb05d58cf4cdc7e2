import { setImmediate as turn } from 'node:timers/promises'
import type { Static } from '@sinclair/typebox'
import { elements, rawAt } from '../lib/json-path.js'
import type { ParsedBody } from '../lib/raw-json.js'
import * as eventTypes from '../repositories/event-types.js'
import * as settings from '../repositories/settings.js'
import type { OrganizationSettings } from '../repositories/settings.js'
import type { EnvironmentIn } from '../schemas/environment-schema.js'
import type { Storage } from '../delivery/engine.js'
import { replace } from './event-type-rules.js'
import { createJudge } from '../delivery/payload-schemas/schema-checks.js'

// How many writes run in parallel.
const CHUNK = 25

/**
 * Creates or replaces the exported event types, and changes the settings, which are checked. All are checked before the first write. An
 * import that stops halfway may be repeated.
 */
export async function importEnvironment (
  { db, clock }: Storage,
  orgId: string,
  input: { eventTypes: Static<typeof EnvironmentIn>['eventTypes'], settings: Partial<OrganizationSettings> },
  body: ParsedBody
): Promise<void> {
  const texts = elements(body.rawMember('eventTypes') ?? '[]')
  const terms = { now: clock.now(), judge: createJudge(orgId) }
  const changes: Array<{ name: string, change: Awaited<ReturnType<typeof replace>> }> = []
  for (const [i, fields] of (input.eventTypes ?? []).entries()) {
    // Checks of thousands of schemas would block the event loop, so other requests run in between.
    if (i % CHUNK === 0) await turn()
    const source = { rawMember: (member: string) => rawAt(texts[i]!, [member]), loc: [`eventTypes[${i}]`] }
    changes.push({ name: fields.name, change: await replace(fields, source, terms) })
  }
  for (let at = 0; at < changes.length; at += CHUNK) {
    // A database in memory answers without giving other requests a turn.
    await turn()
    await Promise.all(changes.slice(at, at + CHUNK).map(async ({ name, change }) => await eventTypes.writeOfMany(db, orgId, name, change)))
  }
  await settings.change(db, orgId, input.settings)
}
