import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Call } from './database.js'

/** How often the database failed a call for a delivery, or for the record of one of its attempts. */
export interface Refusals {
  count: (call: Call) => void
  /** `name` is `endpointId/msgId`. */
  of: (name: string) => number
}

export function createRefusals (): Refusals {
  const counts = new Map<string, number>()
  return {
    of: name => counts.get(name) ?? 0,
    count ({ input }) {
      const { Item, Key } = input as { Item?: Record<string, AttributeValue>, Key?: Record<string, AttributeValue> }
      const { endpointId, msgId, data } = Item ?? Key ?? {}
      // An attempt that its delivery tells has its endpoint in the data.
      const endpoint = endpointId?.S ?? (data?.S && (JSON.parse(data.S) as { endpointId?: string }).endpointId)
      if (!endpoint || !msgId?.S) return
      const name = `${endpoint}/${msgId.S}`
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
}
