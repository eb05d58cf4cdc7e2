import { Type } from '@sinclair/typebox'
import { IdOf, Query } from './common-schema.js'

export const FOUND_TYPES = ['application', 'endpoint', 'message', 'attempt', 'task', 'import', 'event-type'] as const

const optional = Type.Optional

export const FindQuery = Query({
  q: Type.String({
    minLength: 1,
    maxLength: 600,
    description: 'An id, a uid, an eventId, a name or its beginning; or two with a slash: application/endpoint, application/message, ' +
      'message/attempt',
    examples: ['msg_1srOrx2ZWZBpBUvZwXKQmoEYga2']
  })
})

const FoundOut = Type.Object({
  type: Type.Unsafe<typeof FOUND_TYPES[number]>({ type: 'string', enum: [...FOUND_TYPES], description: 'What was found' }),
  id: Type.String({ description: "Its id; an event type's name", examples: ['msg_1srOrx2ZWZBpBUvZwXKQmoEYga2'] }),
  uid: optional(Type.String({ description: "Its uid, or a message's eventId, if it has one" })),
  name: optional(Type.String({
    description: "An application's or event type's name, an endpoint's description or URL, a message's event type, a task's kind"
  })),
  appId: optional(IdOf('app_', 'application')),
  endpointId: optional(IdOf('ep_', 'endpoint')),
  messageId: optional(IdOf('msg_', 'message'))
}, { title: 'FoundOut' })

export const FindOut = Type.Object({ data: Type.Array(FoundOut, { description: 'At most 20, exact matches first' }) }, { title: 'FindOut' })
