import { Type } from '@sinclair/typebox'
import { Nullable, Timestamp } from './common-schema.js'
import { EventTypeIn, EventTypeOut } from './event-type-schema.js'
import { SettingsIn, SettingsOut } from './settings-schema.js'

/** The most event types in one import. */
export const MAX_IMPORTED_TYPES = 5000

/** Parts that Posthorn does not support are always empty in an export, and refused in an import unless they are empty. */
export const EnvironmentOut = Type.Object({
  version: Type.Integer({ examples: [1] }),
  createdAt: Timestamp,
  eventTypes: Type.Array(EventTypeOut),
  connectors: Type.Array(Type.Object({}), { maxItems: 0 }),
  settings: SettingsOut
}, { title: 'EnvironmentOut' })

export const EnvironmentIn = Type.Object({
  eventTypes: Type.Optional(Nullable(Type.Array(EventTypeIn, {
    maxItems: MAX_IMPORTED_TYPES,
    description: 'The event types to create; an existing one with the same name is replaced'
  }))),
  settings: Type.Optional(Nullable({ ...SettingsIn, description: 'The settings to replace; absent settings stay unchanged' }))
}, { title: 'EnvironmentIn', examples: [{ eventTypes: [{ name: 'invoice.paid', description: 'An invoice was paid' }] }] })

export const EgressAddressesOut = Type.Object({
  data: Type.Array(Type.String({ examples: ['203.0.113.7/32'] }))
}, { title: 'EgressAddressesOut' })
