import { DynamoDB, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import type { ModelType } from 'dynamoose/dist/General.js'
import type { Instance as InstanceType } from 'dynamoose/dist/Instance.js'
import type { AnyItem } from 'dynamoose/dist/Item.js'
import type { AliasItem } from './alias-model.js'
import type { ApplicationItem, SettingsItem } from './application-model.js'
import type { AttemptItem } from './attempt-model.js'
import type { AttentionItem } from './attention-model.js'
import type { DeliveryItem } from './delivery-model.js'
import type { DestinationItem } from './destination-model.js'
import { bindModel, Instance } from './dynamoose-models.js'
import type { EndpointItem } from './endpoint-model.js'
import type { EventTypeItem } from './event-type-model.js'
import type { FeedItem } from './feed-model.js'
import type { LabelItem } from './label-model.js'
import type { MessageItem } from './message-model.js'
import type { ThrottleItem } from './rate-limit-model.js'
import { SCHEMAS, type ModelName } from './schemas.js'
import type { TaskItem, TaskResultItem } from './task-model.js'

// The module `posthorn/models`. Code in src does not load it, because it loads the AWS SDK's client.

interface Items {
  aliases: AliasItem
  applications: ApplicationItem
  settings: SettingsItem
  attempts: AttemptItem
  deliveries: DeliveryItem
  destinations: DestinationItem
  endpoints: EndpointItem
  'event-types': EventTypeItem
  labels: LabelItem
  feeds: FeedItem
  messages: MessageItem
  tasks: TaskItem
  'task-results': TaskResultItem
  attention: AttentionItem
  throttles: ThrottleItem
}

/** A Dynamoose model for each kind of item. */
export type PosthornModels = { [Name in ModelName]: ModelType<AnyItem & Items[Name]> }

/** The address of the tables. The AWS SDK finds absent values in environment and profile. */
export type Connection = Pick<DynamoDBClientConfig, 'region' | 'endpoint' | 'credentials'>

/**
 * Returns the Dynamoose models of the tables whose names begin with the prefix (`POSTHORN_TABLE_PREFIX`), ready for
 * `get`, `query` and `scan`. They use a new client, or that of the given Dynamoose instance. Sends nothing, and never
 * creates or changes a table. Throws a TypeError when the prefix is not a string, or when the instance belongs to
 * another copy of Dynamoose. The models are for reading: writes through them do not check the rules of the API.
 */
export function openModels (prefix: string, connection: Connection | InstanceType = {}): PosthornModels {
  if (typeof prefix !== 'string') throw new TypeError('The prefix of the tables is a text, such as "posthorn-".')
  const instance = 'aws' in connection ? known(connection) : over(connection)
  const models = (Object.keys(SCHEMAS) as ModelName[]).map(name => [name, bindModel(name, prefix, instance)])
  return Object.fromEntries(models) as PosthornModels
}

function known (instance: InstanceType): InstanceType {
  // Tables of one copy of Dynamoose do not accept models of another.
  if (!(instance instanceof Instance)) throw new TypeError('The instance is of another copy of dynamoose than the one that posthorn loads.')
  return instance
}

function over (connection: Connection): InstanceType {
  const instance = new Instance()
  instance.aws.ddb.set(new DynamoDB(connection))
  return instance
}
