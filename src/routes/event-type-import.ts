import { setImmediate as turn } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import { importDescribed, SLICE } from '../rules/openapi-import.js'
import type { Described } from '../delivery/payload-schemas/openapi-document.js'
import { describe } from '../delivery/payload-schemas/schema-checks.js'
import { invalid } from '../errors.js'
import { raw } from '../http/raw-mark.js'
import type { App } from '../http/app-types.js'
import { EventTypeIn } from '../schemas/event-type-schema.js'
import { EventTypeImportOpenApiIn, EventTypeImportOpenApiOut } from '../schemas/event-type-import-schema.js'
import { route } from '../http/route.js'
import { validatePart } from '../http/validate-part.js'
import { principalOf } from '../http/request.js'

const tag = 'Event Type'

/** Registers the operations of the import of event types from an OpenAPI document (contract 2.2). */
export async function eventTypeImportRoutes (app: App): Promise<void> {
  const { engine } = app

  app.post('', route({
    operationId: 'v1.event-type.import-openapi', summary: 'Create event types from the webhooks of an OpenAPI document', tag,
    access: 'org', body: EventTypeImportOpenApiIn, answers: { 200: EventTypeImportOpenApiOut }
  }), async request => {
    const input = request.body
    if (input.spec != null && input.specRaw != null) throw invalid(['body', 'specRaw'], 'spec and specRaw exclude each other')
    const { orgId } = principalOf(request)
    const found = await describe(orgId, {
      spec: input.spec == null ? undefined : request.parsedBody!.rawMember('spec'),
      specRaw: input.specRaw
    })
    for (const [at, one] of found.entries()) {
      if (at % SLICE === 0) await turn()
      check(request, one)
    }
    const modified = await importDescribed(engine, orgId, found, input)
    return { data: { modified, to_modify: input.dryRun ? found.map(describedOut) : [] } }
  })
}

/** Throws 422 when a document describes an impossible event type, such as one whose name has a slash. */
function check (request: FastifyRequest, { loc, schemas, ...fields }: Described): void {
  validatePart(request, EventTypeIn, { value: fields, placeOf: place => [...loc, ...place.slice(1)] })
}

function describedOut ({ loc, schemas, ...fields }: Described) {
  return { ...fields, schemas: schemas === null ? null : raw(schemas) }
}
