import dynamoose from 'dynamoose'
import type { Instance as InstanceType } from 'dynamoose/dist/Instance.js'
import type { AnyItem } from 'dynamoose/dist/Item.js'
import type { ModelType } from 'dynamoose/dist/General.js'
import type { Schema } from 'dynamoose/dist/Schema.js'
import { setUndefinedPackage } from 'dynamoose/dist/utils/importPackage.js'
import { SCHEMAS, type ModelName } from './schemas.js'
import { schemaOf } from './table-schema.js'

// dynamoose is a CommonJS module; its named exports cannot be imported from an ES module.
export const { Condition, Instance } = dynamoose

export type DynamooseModel = ModelType<AnyItem>

const schemas = new Map<ModelName, Schema>()

/** A Dynamoose model over its table, whose name is the prefix followed by the table's name. Sends nothing. */
export function bindModel (name: ModelName, prefix: string, instance: InstanceType): DynamooseModel {
  const schema = schemas.get(name) ?? schemaOf(name)
  schemas.set(name, schema)
  const model = dynamoose.model(name, schema)
  // With other options Dynamoose describes the table at once, and a failure of that ends the process.
  const options = { create: false, update: false, waitForActive: false }
  new instance.Table(prefix + SCHEMAS[name].table, [model], options) // eslint-disable-line no-new
  return model
}

/** Tells Dynamoose that the package `dynamoose-logger` is absent. Otherwise it would look for it on disk twice for each request. */
export const spareLogger = () => { setUndefinedPackage('dynamoose-logger/dist/emitter') }
