import { setImmediate as turn } from 'node:timers/promises'
import type { Static } from '@sinclair/typebox'
import { eachOf } from '../lib/parallel.js'
import * as eventTypes from '../repositories/event-types.js'
import type { EventTypeImportOpenApiIn } from '../schemas/event-type-import-schema.js'
import type { Storage } from '../delivery/engine.js'
import { archive, checkSchemas, replace, type AsyncChange } from './event-type-rules.js'
import type { Described } from '../delivery/payload-schemas/openapi-document.js'
import { createJudge } from '../delivery/payload-schemas/schema-checks.js'

type ImportIn = Static<typeof EventTypeImportOpenApiIn>

const WIDTH = 16
/** How many event types are checked before other requests get their turn. */
export const SLICE = 50

/**
 * Writes the described event types; with `replaceAll` it archives the organization's other event types. An archived
 * event type is revived, and fields that a document cannot describe stay unchanged. All are checked before the first
 * write; a dry run ends there. An import that stops halfway may be repeated. Returns the names of what was written.
 */
export async function importDescribed (
  { db, clock }: Storage,
  orgId: string,
  found: readonly Described[],
  { dryRun = false, replaceAll = false }: Pick<ImportIn, 'dryRun' | 'replaceAll'>
): Promise<string[]> {
  const now = clock.now()
  const judge = createJudge(orgId)
  const changes: Array<{ name: string, change: AsyncChange }> = []
  for (const [at, { name, schemas, loc, ...fields }] of found.entries()) {
    if (at % SLICE === 0) await turn()
    const source = { rawMember: () => schemas ?? undefined, loc: loc.slice(1) }
    // The schemas were checked when the document was read.
    const replaced = await replace({ ...fields, schemas: schemas === null ? null : {} }, source, { now, judge: async () => undefined })
    const change: AsyncChange = async current => {
      const next = {
        ...replaced(current),
        ...(current?.retryScheduleMs && { retryScheduleMs: current.retryScheduleMs }),
        ...(current?.validatePayload != null && { validatePayload: current.validatePayload })
      }
      return next.validatePayload ? await checkSchemas(next, source, judge) : next
    }
    changes.push({ name, change })
  }
  if (dryRun) return []
  const names = new Set(found.map(({ name }) => name))
  const others = replaceAll ? (await eventTypes.all(db, orgId)).filter(({ name, archived }) => !archived && !names.has(name)) : []
  const all = [...changes, ...others.map(({ name }) => ({ name, change: archive(now) }))]
  await eachOf(all, WIDTH, async ({ name, change }) => await eventTypes.writeOfMany(db, orgId, name, change))
  return all.map(({ name }) => name)
}
