import type { Resources } from './ordinary.js'
import { applicationRoutes } from './application.js'
import { attemptStatsRoutes } from './attempt-stats.js'
import { attemptRoutes, messageAttemptRoutes, messageEndpointAttemptRoutes } from './attempt.js'
import { attentionRoutes } from './attention.js'
import { authenticationRoutes } from './authentication.js'
import { backgroundTaskRoutes } from './background-task.js'
import { deliveryRoutes } from './delivery.js'
import { destinationConsumerRoutes } from './destination-consumer.js'
import { destinationRoutes } from './destination.js'
import { endpointAttemptStatsRoutes } from './endpoint-attempt-stats.js'
import { endpointFilterRoutes } from './endpoint-filter.js'
import { endpointHeaderRoutes } from './endpoint-headers.js'
import { endpointMessageRoutes } from './endpoint-message.js'
import { endpointRateLimitRoutes } from './endpoint-rate-limit.js'
import { bulkReplayRoutes, cancelMessagesRoutes, recoverRoutes, replayMissingRoutes } from './endpoint-recovery.js'
import { endpointSecretRoutes } from './endpoint-secret.js'
import { endpointSendExampleRoutes } from './endpoint-send-example.js'
import { endpointStatsRoutes } from './endpoint-stats.js'
import { endpointRoutes } from './endpoint.js'
import { environmentRoutes } from './environment.js'
import { eventTypeImportRoutes } from './event-type-import.js'
import { eventTypeRetryScheduleRoutes } from './event-type-retry-schedule.js'
import { eventTypeRoutes } from './event-type.js'
import { findRoutes } from './find.js'
import { healthRoutes } from './health.js'
import { importUploadRoutes } from './import-upload.js'
import { importRoutes } from './import.js'
import { messageBatchRoutes } from './message-batch.js'
import { messageEndpointRoutes } from './message-endpoint.js'
import { messageBulkExpungeRoutes } from './message-bulk-expunge.js'
import { messageExpungeAllRoutes } from './message-expunge-all.js'
import { messagePrecheckRoutes } from './message-precheck.js'
import { messageRoutes } from './message.js'
import { operationalWebhookRoutes } from './operational-webhook.js'
import { pollerTokenRoutes } from './poller-token.js'
import { pollerRoutes } from './poller.js'
import { pollingEndpointRoutes } from './polling-endpoint.js'
import { portalSettingsRoutes } from './portal-settings.js'
import { redriveRoutes } from './redrive-dlq.js'
import { statisticsRoutes } from './statistics.js'

/**
 * The map of URLs below /api/v1, in the order of the OpenAPI document. The longest URL that a path begins with names
 * its routes.
 */
export const RESOURCES: Resources = [
  ['/health', healthRoutes],
  ['/auth', authenticationRoutes],
  ['/auth/app/:app_id/poller', pollerTokenRoutes],
  ['/app', applicationRoutes],
  ['/app/:app_id/portal-settings', portalSettingsRoutes],
  ['/event-type', eventTypeRoutes],
  ['/event-type/:event_type_name/retry-schedule', eventTypeRetryScheduleRoutes],
  ['/event-type/import/openapi', eventTypeImportRoutes],
  ['/app/:app_id/endpoint', endpointRoutes],
  ['/app/:app_id/endpoint/:endpoint_id/secret', endpointSecretRoutes],
  ['/app/:app_id/endpoint/:endpoint_id/headers', endpointHeaderRoutes],
  ['/app/:app_id/endpoint/:endpoint_id/filter', endpointFilterRoutes],
  ['/app/:app_id/endpoint/:endpoint_id/stats', endpointStatsRoutes],
  ['/app/:app_id/endpoint/:endpoint_id/attempt-stats', endpointAttemptStatsRoutes],
  ['/app/:app_id/endpoint/:endpoint_id/rate-limit-status', endpointRateLimitRoutes],
  ['/app/:app_id/endpoint/:endpoint_id/send-example', endpointSendExampleRoutes],
  ['/app/:app_id/msg', messageRoutes],
  ['/app/:app_id/msg/batch', messageBatchRoutes],
  ['/app/:app_id/import', importRoutes],
  ['/app/:app_id/import/:import_id/upload', importUploadRoutes],
  ['/app/:app_id/msg/precheck/active', messagePrecheckRoutes],
  ['/app/:app_id/msg/bulk-expunge', messageBulkExpungeRoutes],
  ['/app/:app_id/msg/expunge-all-contents', messageExpungeAllRoutes],
  ['/app/:app_id/attempt', attemptRoutes],
  ['/app/:app_id/msg/:msg_id/attempt', messageAttemptRoutes],
  ['/app/:app_id/endpoint/:endpoint_id/msg', endpointMessageRoutes],
  ['/app/:app_id/msg/:msg_id/endpoint', messageEndpointRoutes],
  ['/app/:app_id/msg/:msg_id/endpoint/:endpoint_id/attempt', messageEndpointAttemptRoutes],
  ['/app/:app_id/delivery', deliveryRoutes],
  ['/app/:app_id/destination', destinationRoutes],
  ['/app/:app_id/destination/:destination_id/consumer', destinationConsumerRoutes],
  ['/app/:app_id/poller/:sink_id', pollerRoutes],
  ['/app/:app_id/polling-endpoint/:sink_id/consumer', pollingEndpointRoutes],
  ['/app/:app_id/endpoint/:endpoint_id/recover', recoverRoutes],
  ['/app/:app_id/endpoint/:endpoint_id/replay-missing', replayMissingRoutes],
  ['/app/:app_id/endpoint/:endpoint_id/bulk-replay', bulkReplayRoutes],
  ['/app/:app_id/endpoint/:endpoint_id/cancel-msgs', cancelMessagesRoutes],
  ['/background-task', backgroundTaskRoutes],
  ['/attention', attentionRoutes],
  ['/find', findRoutes],
  ['/operational-webhook/endpoint', operationalWebhookRoutes],
  ['/environment', environmentRoutes],
  ['/stats/usage', statisticsRoutes],
  ['/stats/app/:app_id/attempt', attemptStatsRoutes],
  ['/admin/redrive-dlq', redriveRoutes]
]
