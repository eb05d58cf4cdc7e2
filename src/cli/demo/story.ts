import type { LogLine } from './stage.js'

/** One attempt, as the server logged it. */
export interface Told {
  /** The number of the message. */
  message: number
  endpointId: string
  msgId: string
  attempt: number
  /** 0 when there was no HTTP answer. */
  statusCode: number
  durationMs: number
  state: 'succeeded' | 'pending' | 'exhausted' | 'canceled'
  /** When the next attempt is planned, Unix ms. */
  nextAt: number | null
}

export interface Story {
  /** Takes a line of the log. Returns its attempt, if the line is about one. */
  hear: (line: LogLine) => Told | undefined
  /** The last known state of each delivery: endpoint id, then number of the message. */
  states: ReadonlyMap<string, ReadonlyMap<number, Told['state']>>
  /** Deliveries that will not be attempted again. */
  settled: () => number
  /** The number of attempts in the log so far. */
  told: () => number
}

/** Follows the deliveries of messages that are sent one after the other. */
export function createStory (): Story {
  const numbers = new Map<string, number>()
  const states = new Map<string, Map<number, Told['state']>>()
  let count = 0

  function numberOf (msgId: string): number {
    const number = numbers.get(msgId) ?? numbers.size + 1
    numbers.set(msgId, number)
    return number
  }

  return {
    states,
    hear ({ msg, msgId, ...fields }) {
      if (msgId === undefined) return undefined
      const message = numberOf(msgId)
      if (msg !== 'delivery.attempted') return undefined
      const told = { ...fields, message, msgId } as unknown as Told
      const ofEndpoint = states.get(told.endpointId) ?? new Map<number, Told['state']>()
      states.set(told.endpointId, ofEndpoint.set(message, told.state))
      count++
      return told
    },
    told: () => count,
    settled: () => [...states.values()].flatMap(one => [...one.values()]).filter(state => state !== 'pending').length
  }
}
