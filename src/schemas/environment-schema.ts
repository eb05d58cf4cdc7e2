import { Type } from '@sinclair/typebox'
import { Nullable, Timestamp } from './common-schema.js'
import { EventTypeIn, EventTypeOut } from './event-type-schema.js'

/** The most event types that one import brings. */
export const MAX_IMPORTED_TYPES = 5000

/** What Posthorn has not is always empty going out, and refused coming in unless it is empty. */
export const Settings = Type.Object({
  validatePayload: Type.Boolean({
    description: "Whether a message is refused when its payload does not match its event type's schema, or " +
      'that schema cannot check it; an event type that says so itself is not concerned'
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
    description: 'Created, or replaced where there is one with the name'
  }))),
  settings: Type.Optional(Nullable(Type.Partial(Settings, { description: 'Replaced, where they are there' })))
}, { title: 'EnvironmentIn', examples: [{ eventTypes: [{ name: 'invoice.paid', description: 'An invoice was paid' }] }] })
