import type { Static } from '@sinclair/typebox'
import type { Found } from '../repositories/find-anything.js'
import type { FindOut } from '../schemas/find-schema.js'

type Out = Static<typeof FindOut>['data'][number]

const named = (uid: string | null) => uid === null ? {} : { uid }

/** What was found, as the API answers it: where it is, and enough to recognize it. */
export function foundOut (found: Found): Out {
  const { type } = found
  switch (found.type) {
    case 'application': return { type, id: found.application.id, ...named(found.application.uid), name: found.application.name }
    case 'endpoint': {
      const { id, uid, appId, description, url } = found.endpoint
      return { type, id, ...named(uid), name: description || url, appId }
    }
    case 'message': {
      const { id, eventId, eventType, appId } = found.message
      return { type, id, ...named(eventId), name: eventType, appId }
    }
    case 'attempt': {
      const { id, appId, endpointId, msgId } = found.attempt
      return { type, id, appId, endpointId, messageId: msgId }
    }
    case 'event-type': return { type, id: found.eventType.name, name: found.eventType.name }
    case 'task':
    case 'import': {
      const { id, kind, appId, endpointId } = found.task
      return { type, id, name: kind, ...(appId && { appId }), ...(endpointId && { endpointId }) }
    }
  }
}
