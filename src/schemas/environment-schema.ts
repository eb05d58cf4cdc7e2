import { Type } from '@sinclair/typebox'
import { Nullable, Timestamp } from './common-schema.js'
import { EventTypeIn, EventTypeOut } from './event-type-schema.js'

/** The most event types in one import. */
export const MAX_IMPORTED_TYPES = 5000

/** Parts that Posthorn does not support are always empty in an export, and refused in an import unless they are empty. */
export const Settings = Type.Object({
  validatePayload: Type.Boolean({
    description: "Whether a message is refused when its payload does not match its event type's schema, or when that schema " +
      'cannot check it. The same field of an event type takes precedence'
  })
}, { title: 'EnvironmentSettings', examples: [{ validatePayload: true }] })

export const EnvironmentOut = Type.Object({
  version: Type.Integer({ examples: [1] }),
  createdAt: Timestamp,
  eventTypes: Type.Array(EventTypeOut),
  connectors: Type.Array(Type.Object({}), { maxItems: 0 }),
  settings: Settings
}, { title: 'EnvironmentOut' })

export const EnvironmentIn = Type.Object({
  eventTypes: Type.Optional(Nullable(Type.Array(EventTypeIn, {
    maxItems: MAX_IMPORTED_TYPES,
    description: 'The event types to create; an existing one with the same name is replaced'
  }))),
  settings: Type.Optional(Nullable(Type.Partial(Settings, { description: 'The settings to replace; absent settings stay unchanged' })))
}, { title: 'EnvironmentIn', examples: [{ eventTypes: [{ name: 'invoice.paid', description: 'An invoice was paid' }] }] })
