import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { Endpoint } from '../../../src/repositories/endpoints.js'
import type { Item } from '../../../src/dynamodb/embedded/items.js'
import { PREFIX } from '../models.js'
import type { Sabotage } from '../world.js'

export type Input = Record<string, unknown> & { TableName: string, Item?: Item, Key?: Item }

/** A client in which calls of one kind on one table are changed. */
export function calls (
  name: string, table: string, change: (input: Input, send: (input: Input) => Promise<object>) => Promise<object>
): NonNullable<Sabotage['client']> {
  return client => ({
    async call (operation, given) {
      const input = given as Input
      if (operation !== name || input.TableName !== PREFIX + table) return await client.call(operation, input)
      return await change(input, async changed => await client.call(operation, changed))
    }
  })
}

/** A client that leaves writes of some tables out of its transactions. */
export function partly (isKept: (table: string) => boolean): NonNullable<Sabotage['client']> {
  return client => ({
    async call (operation, input) {
      if (operation !== 'TransactWriteItems') return await client.call(operation, input)
      const { TransactItems } = input as { TransactItems: Array<{ Put: { TableName: string } }> }
      const kept = TransactItems.filter(({ Put }) => isKept(Put.TableName.replace(PREFIX, '')))
      return kept.length > 0 ? await client.call(operation, { TransactItems: kept }) : {}
    }
  })
}

/** A client in which batches are changed. */
export function batches (
  name: string, change: (input: Input, send: (input: Input) => Promise<object>) => Promise<object>
): NonNullable<Sabotage['client']> {
  return client => ({
    async call (operation, input) {
      if (operation !== name) return await client.call(operation, input)
      return await change(input as Input, async changed => await client.call(operation, changed))
    }
  })
}

/** A client in which writes of one table are changed. */
export const writes = (table: string, change: (input: Input) => Input) =>
  calls('PutItem', table, async (input, send) => await send(change(input)))

/** The item with changed content: its packed data, or its attributes if they are not packed. */
export function repacked (input: Input, change: (data: Record<string, unknown>, item: Item) => Record<string, unknown>): Input {
  const item = input.Item!
  if (!item.data) return { ...input, Item: attributesOf(change(unmarshall(item), item)) }
  return { ...input, Item: { ...item, data: { S: JSON.stringify(change(JSON.parse(item.data.S!) as Record<string, unknown>, item)) } } }
}

// A null value is absent.
const attributesOf = (item: object): Item =>
  marshall(Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null)), { removeUndefinedValues: true })

/** A write that changes nothing. */
export function unconditional (input: Input): Input {
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues, ...rest } = input
  return rest
}

/** An engine that reads changed endpoints. */
export function reading (change: (endpoint: Endpoint) => Endpoint): Sabotage {
  return {
    engine: engine => {
      const { endpoints } = engine.db.caches
      const changed: typeof endpoints = {
        ...endpoints,
        async get (key, load) {
          const loaded = await endpoints.get(key, load)
          return loaded && { byId: new Map([...loaded.byId].map(([id, endpoint]) => [id, change(endpoint)])) }
        }
      }
      return { ...engine, db: { ...engine.db, caches: { ...engine.db.caches, endpoints: changed } } }
    }
  }
}
