import type { Endpoint } from '../../../src/repositories/endpoints.js'
import type { SimulatedClient } from '../database.js'
import type { Item } from '../expressions.js'
import { PREFIX } from '../models.js'
import type { Sabotage } from '../world.js'

export type Input = Record<string, unknown> & { TableName: string, Item?: Item, Key?: Item }
type Command = Parameters<SimulatedClient['send']>[0]

/** A client whose calls of one kind on one table are made differently. */
export function calls (name: string, table: string, change: (input: Input, send: (input: Input) => Promise<object>) => Promise<object>): NonNullable<Sabotage['client']> {
  return client => ({
    async send (command) {
      const input = command.input as Input
      if (command.constructor.name !== `${name}Command` || input.TableName !== PREFIX + table) return await client.send(command)
      return await change(input, async changed => await client.send(withInput(command, changed)))
    }
  })
}

/** A client whose batches are made differently. */
export function batches (name: string, change: (input: Input, send: (input: Input) => Promise<object>) => Promise<object>): NonNullable<Sabotage['client']> {
  return client => ({
    async send (command) {
      if (command.constructor.name !== `${name}Command`) return await client.send(command)
      return await change(command.input as Input, async changed => await client.send(withInput(command, changed)))
    }
  })
}

/** A client that writes items of one table differently. */
export const writes = (table: string, change: (input: Input) => Input) => calls('PutItem', table, async (input, send) => await send(change(input)))

/** The same item with its packed data changed. */
export function repacked (input: Input, change: (data: Record<string, unknown>, item: Item) => Record<string, unknown>): Input {
  const item = input.Item!
  return { ...input, Item: { ...item, data: { S: JSON.stringify(change(JSON.parse(item.data!.S!) as Record<string, unknown>, item)) } } }
}

/** A write that asks for nothing. */
export function unconditional (input: Input): Input {
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues, ...rest } = input
  return rest
}

function withInput (command: Command, input: Input): Command {
  return Object.assign(Object.create(Object.getPrototypeOf(command) as object) as Command, { ...command, input })
}

/** An engine that reads endpoints differently than they are. */
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
