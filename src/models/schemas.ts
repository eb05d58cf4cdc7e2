import type { TableName } from '../facts/table-definitions.js'
import { aliasAttributes } from './alias-model.js'
import { applicationAttributes, settingsAttributes } from './application-model.js'
import { attemptAttributes } from './attempt-model.js'
import { attentionAttributes } from './attention-model.js'
import type { Attributes } from './attributes.js'
import { deliveryAttributes } from './delivery-model.js'
import { destinationAttributes } from './destination-model.js'
import { endpointAttributes } from './endpoint-model.js'
import { eventTypeAttributes } from './event-type-model.js'
import { feedAttributes } from './feed-model.js'
import { labelAttributes } from './label-model.js'
import { messageAttributes } from './message-model.js'
import { throttleAttributes } from './rate-limit-model.js'
import { taskAttributes, taskResultAttributes } from './task-model.js'

/** All models: each one's table, and its attributes without the keys, which are in facts/table-definitions.ts. */
export const SCHEMAS = {
  aliases: { table: 'aliases', attributes: aliasAttributes },
  applications: { table: 'applications', attributes: applicationAttributes },
  settings: { table: 'applications', attributes: settingsAttributes },
  attempts: { table: 'attempts', attributes: attemptAttributes },
  deliveries: { table: 'deliveries', attributes: deliveryAttributes },
  destinations: { table: 'endpoints', attributes: destinationAttributes },
  endpoints: { table: 'endpoints', attributes: endpointAttributes },
  'event-types': { table: 'event-types', attributes: eventTypeAttributes },
  labels: { table: 'labels', attributes: labelAttributes },
  feeds: { table: 'labels', attributes: feedAttributes },
  messages: { table: 'messages', attributes: messageAttributes },
  tasks: { table: 'tasks', attributes: taskAttributes },
  'task-results': { table: 'tasks', attributes: taskResultAttributes },
  attention: { table: 'tasks', attributes: attentionAttributes },
  throttles: { table: 'throttles', attributes: throttleAttributes }
} as const satisfies Record<string, { table: TableName, attributes: Attributes }>

export type ModelName = keyof typeof SCHEMAS
