import type { App } from '../http/app-types.js'
import { applicationRoutes } from './application.js'
import { attemptRoutes, messageAttemptRoutes } from './attempt.js'
import { endpointSecretRoutes } from './endpoint-secret.js'
import { endpointRoutes } from './endpoint.js'
import { eventTypeRoutes } from './event-type.js'
import { healthRoutes } from './health.js'
import { messageBatchRoutes } from './message-batch.js'
import { messageRoutes } from './message.js'

export type Resources = ReadonlyArray<readonly [url: string, routes: (app: App) => Promise<void>]>

/**
 * The part of the map that a function in AWS loads at its start: what a product asks for when it sends messages and sets up its
 * customers. The rest is loaded when it is first asked for.
 */
export const ORDINARY: Resources = [
  ['/health', healthRoutes],
  ['/app', applicationRoutes],
  ['/event-type', eventTypeRoutes],
  ['/app/:app_id/endpoint', endpointRoutes],
  ['/app/:app_id/endpoint/:endpoint_id/secret', endpointSecretRoutes],
  ['/app/:app_id/msg', messageRoutes],
  ['/app/:app_id/msg/batch', messageBatchRoutes],
  ['/app/:app_id/attempt', attemptRoutes],
  ['/app/:app_id/msg/:msg_id/attempt', messageAttemptRoutes]
]

/** URLs of other resources that a URL of the ordinary ones could be mistaken for, with an id in the place of the last word. */
export const LOOK_ORDINARY: readonly string[] = ['/app/:app_id/msg/bulk-expunge', '/app/:app_id/msg/expunge-all-contents']
