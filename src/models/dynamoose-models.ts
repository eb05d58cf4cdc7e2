import dynamoose from 'dynamoose'
import type { Instance as InstanceType } from 'dynamoose/dist/Instance.js'
import type { AnyItem } from 'dynamoose/dist/Item.js'
import type { ModelType } from 'dynamoose/dist/General.js'
import type { Schema } from 'dynamoose/dist/Schema.js'
import { setUndefinedPackage } from 'dynamoose/dist/utils/importPackage.js'
import { SCHEMAS, type ModelName } from './schemas.js'
import { schemaOf } from './table-schema.js'

// dynamoose is CommonJS without names that an ES module could import.
export const { Condition, Instance } = dynamoose

export type DynamooseModel = ModelType<AnyItem>

const schemas = new Map<ModelName, Schema>()

/** A Dynamoose model over its table, whose name is the prefix and the table's; sends nothing. */
export function bindModel (name: ModelName, prefix: string, instance: InstanceType): DynamooseModel {
  const schema = schemas.get(name) ?? schemaOf(name)
  schemas.set(name, schema)
  const model = dynamoose.model(name, schema)
  // Otherwise Dynamoose describes the table at once, and a failure there ends the process.
  const options = { create: false, update: false, waitForActive: false }
  new instance.Table(prefix + SCHEMAS[name].table, [model], options) // eslint-disable-line no-new
  return model
}

/** Lets Dynamoose do without the package `dynamoose-logger`, which it else looks for on disk twice a request. */
export const spareLogger = () => { setUndefinedPackage('dynamoose-logger/dist/emitter') }
