import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import dynamoose from 'dynamoose'
import type { Model } from 'dynamoose/dist/Model/index.js'
import type { Item } from 'dynamoose/dist/Item.js'
import type { Schema } from 'dynamoose/dist/Schema.js'
import { aliasSchema } from './alias.js'
import { applicationSchema } from './application.js'
import { attemptSchema } from './attempt.js'
import { deliverySchema } from './delivery.js'
import { endpointSchema } from './endpoint.js'
import { eventTypeSchema } from './event-type.js'
import { messageSchema } from './message.js'

/** One model, one table; the physical name is the prefix and this name. */
export const schemas = {
  aliases: aliasSchema,
  applications: applicationSchema,
  attempts: attemptSchema,
  deliveries: deliverySchema,
  endpoints: endpointSchema,
  'event-types': eventTypeSchema,
  messages: messageSchema
} satisfies Record<string, Schema>

export type TableName = keyof typeof schemas
export type Models = Record<TableName, Model<Item>>

/**
 * Binds the models to one client and table prefix. Touches no network: tables are created by
 * repositories/tables (Node server) or infra (AWS), never by a request.
 */
export function createModels (client: DynamoDBClient, prefix: string): Models {
  const instance = new dynamoose.Instance()
  instance.aws.ddb.set(client as never)
  const bind = ([name, schema]: [string, Schema]) => {
    const model = dynamoose.model(name, schema)
    // Without these three, Dynamoose describes every table at start and a failure there ends the process.
    new instance.Table(prefix + name, [model], { create: false, update: false, waitForActive: false, throughput: 'ON_DEMAND' })
    return [name, model] as const
  }
  return Object.fromEntries(Object.entries(schemas).map(bind)) as unknown as Models
}
