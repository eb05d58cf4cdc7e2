import { Type } from '@sinclair/typebox'
import { Nullable, Timestamp } from './common.js'
import { EventTypeIn, EventTypeOut } from './event-type.js'

/** What Posthorn has not is always empty going out, and ignored coming in. */
export const EnvironmentOut = Type.Object({
  version: Type.Integer({ examples: [1] }),
  createdAt: Timestamp,
  eventTypes: Type.Array(EventTypeOut),
  connectors: Type.Array(Type.Object({}), { maxItems: 0 }),
  settings: Type.Null()
}, { title: 'EnvironmentOut' })

export const EnvironmentIn = Type.Object({
  eventTypes: Type.Optional(Nullable(Type.Array(EventTypeIn, { description: 'Created, or replaced where there is one with the name' })))
}, { title: 'EnvironmentIn', examples: [{ eventTypes: [{ name: 'invoice.paid', description: 'An invoice was paid' }] }] })
