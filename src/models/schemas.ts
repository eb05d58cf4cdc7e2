import type { Schema } from 'dynamoose/dist/Schema.js'
import type { TableName } from '../facts/table-definitions.js'
import { aliasSchema } from './alias-model.js'
import { applicationSchema } from './application-model.js'
import { attemptSchema } from './attempt-model.js'
import { deliverySchema } from './delivery-model.js'
import { endpointSchema } from './endpoint-model.js'
import { eventTypeSchema } from './event-type-model.js'
import { labelSchema } from './label-model.js'
import { messageSchema } from './message-model.js'
import { taskSchema } from './task-model.js'
import { throttleSchema } from './rate-limit-model.js'

/** One model, one table. */
export const schemas = {
  aliases: aliasSchema,
  applications: applicationSchema,
  attempts: attemptSchema,
  deliveries: deliverySchema,
  endpoints: endpointSchema,
  'event-types': eventTypeSchema,
  labels: labelSchema,
  messages: messageSchema,
  tasks: taskSchema,
  throttles: throttleSchema
} satisfies Record<TableName, Schema>
