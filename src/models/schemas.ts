import type { Schema } from 'dynamoose/dist/Schema.js'
import { aliasSchema } from './alias.js'
import { applicationSchema } from './application.js'
import { attemptSchema } from './attempt.js'
import { deliverySchema } from './delivery.js'
import { endpointSchema } from './endpoint.js'
import { eventTypeSchema } from './event-type.js'
import { labelSchema } from './label.js'
import { messageSchema } from './message.js'
import { taskSchema } from './task.js'
import { throttleSchema } from './throttle.js'

/** One model, one table; the physical name is the prefix and this name. */
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
} satisfies Record<string, Schema>

export type TableName = keyof typeof schemas
