import { Type } from '@sinclair/typebox'
import { EventTypeName, MapOf, Nullable, RawJson } from './common-schema.js'

export const EventTypeImportOpenApiIn = Type.Object({
  spec: Type.Optional(
    Nullable(MapOf(Type.Unknown(), { description: 'An OpenAPI document, 3.0 or 3.1; its `webhooks` and `x-webhooks` become event types' }))
  ),
  specRaw: Type.Optional(Nullable(Type.String({ description: 'The document as JSON or YAML text' }))),
  dryRun: Type.Optional(Type.Boolean({ default: false, description: 'Only return what would be written' })),
  replaceAll: Type.Optional(Type.Boolean({ default: false, description: 'Archive the event types that are not in the document' }))
}, {
  title: 'EventTypeImportOpenApiIn',
  examples: [{
    spec: {
      openapi: '3.1.0',
      info: { title: 'Pets', version: '1' },
      webhooks: {
        'pet.new': { post: { description: 'A new pet', requestBody: { content: { 'application/json': { schema: { type: 'object' } } } } } }
      }
    }
  }]
})

const EventTypeFromOpenApi = Type.Object({
  name: EventTypeName,
  description: Type.String(),
  deprecated: Type.Boolean(),
  schemas: Nullable(RawJson({ description: 'The JSON Schema (draft 7) of version 1' })),
  featureFlag: Nullable(Type.String()),
  featureFlags: Nullable(Type.Array(Type.String())),
  groupName: Nullable(Type.String())
}, { title: 'EventTypeFromOpenApi' })

export const EventTypeImportOpenApiOut = Type.Object({
  data: Type.Object({
    modified: Type.Array(Type.String(), { description: 'The event types that were written or archived; none with `dryRun`' }),
    to_modify: Type.Array(EventTypeFromOpenApi, { description: 'With `dryRun`, the event types that would be written; otherwise empty' })
  }, { title: 'EventTypeImportOpenApiOutData' })
}, { title: 'EventTypeImportOpenApiOut' })
