import type { Item } from './items.js'

/** An error with one of DynamoDB's names, as a Call rejects with it. */
export function named (name: string, message: string, status = 400): Error {
  return Object.assign(new Error(message), { name, status })
}

/** Refuses a request that DynamoDB would refuse, or one that this engine does not know. */
export function refuse (message: string): never {
  throw named('ValidationException', message)
}

/** Refuses a table that is not there. */
export function notFound (message: string): never {
  throw named('ResourceNotFoundException', message)
}

/** Refuses a write whose condition does not hold; `item` is what is stored, for a request that asked for it. */
export function conditionFailed (item?: Item): never {
  throw Object.assign(named('ConditionalCheckFailedException', 'The conditional request failed'), item && { Item: item })
}
