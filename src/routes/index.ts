import type { App } from '../http/app-types.js'
import { adminRoutes } from './admin.js'
import { applicationRoutes } from './application.js'
import { attemptRoutes } from './attempt.js'
import { attemptedRoutes } from './attempted.js'
import { authenticationRoutes } from './authentication.js'
import { endpointActionRoutes } from './endpoint-actions.js'
import { endpointHeaderRoutes } from './endpoint-headers.js'
import { endpointRoutes } from './endpoint.js'
import { endpointSecretRoutes } from './endpoint-secret.js'
import { environmentRoutes } from './environment.js'
import { eventTypeImportRoutes } from './event-type-import.js'
import { eventTypeRoutes } from './event-type.js'
import { healthRoutes } from './health.js'
import { importRoutes } from './message-import.js'
import { messageBatchRoutes } from './message-batch.js'
import { messageRoutes } from './message.js'
import { operationalWebhookRoutes } from './operational-webhook.js'
import { recoveryRoutes } from './recovery.js'
import { deliveryRoutes } from './delivery.js'
import { statisticsRoutes } from './statistics.js'
import { messageExtraRoutes } from './message-extra.js'

const resources = [
  healthRoutes, authenticationRoutes, applicationRoutes, eventTypeRoutes, eventTypeImportRoutes, endpointRoutes, endpointSecretRoutes,
  endpointHeaderRoutes, endpointActionRoutes, messageRoutes, messageBatchRoutes, importRoutes, messageExtraRoutes, attemptRoutes, attemptedRoutes,
  deliveryRoutes, recoveryRoutes, operationalWebhookRoutes, environmentRoutes, statisticsRoutes, adminRoutes
]

/** The URL map: every resource under /api/v1. */
export async function routes (app: App): Promise<void> {
  for (const resource of resources) await app.register(resource)
}
