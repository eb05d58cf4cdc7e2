import type { Item } from './items.js'

/** An error with a DynamoDB name, for a `Call` to reject with. */
export function named (name: string, message: string, status = 400): Error {
  return Object.assign(new Error(message), { name, status })
}

/** Refuses a request that DynamoDB refuses, or that this engine does not support. */
export function refuse (message: string): never {
  throw named('ValidationException', message)
}

/** Refuses a request for a table that does not exist. */
export function notFound (message: string): never {
  throw named('ResourceNotFoundException', message)
}

/** Refuses a write whose condition is not met. `item`: the stored item, when the request asked for it. */
export function conditionFailed (item?: Item): never {
  throw Object.assign(named('ConditionalCheckFailedException', 'The conditional request failed'), item && { Item: item })
}
