import type { Item } from '../../src/dynamodb/embedded/items.js'
import { PREFIX } from './models.js'
import type { Delivery } from '../../src/repositories/deliveries.js'
import type { World } from './world.js'

/** Whether clients, tables, queue and network have no work left. */
export function isQuiet (world: World): boolean {
  const { outcomes, requests, timeline, tables, queue, history } = world
  if (outcomes.some(({ result }) => result === undefined)) return false
  if (!queue.isEmpty) return false
  if (requests.some(({ endedAt }) => endedAt > timeline.now())) return false
  for (const item of tables.items(`${PREFIX}messages`)) if (isDue(item)) return false
  for (const versions of history.tasks.values()) if (versions.at(-1)!.value.status === 'running') return false
  for (const versions of history.deliveries.values()) if (isOpen(versions.at(-1)!.value)) return false
  return true
}

/** The work that is left, in words. */
export function whatIsLeft ({ outcomes, tables, queue, history }: World): string {
  const unanswered = outcomes.filter(({ result }) => result === undefined).map(({ request }) => `request ${request.number} is not answered`)
  const marked = [...tables.items(`${PREFIX}messages`)].filter(isDue).map(({ id }) => `the fan-out of ${id!.S} is due`)
  const open = [...history.deliveries.values()].map(versions => versions.at(-1)!.value).filter(isOpen).map(delivery =>
    `a delivery is left as ${JSON.stringify(delivery)}`)
  const running = [...history.tasks.values()].map(versions => versions.at(-1)!.value).filter(({ status }) => status === 'running')
    .map(({ id }) => `task ${id} is running`)
  return [...unanswered, ...marked, ...open, ...running, ...(queue.isEmpty ? [] : ['something is in the queue'])].join('; ')
}

const isDue = (item: Item) => item.dueAt !== undefined || item.dueShard !== undefined

const isOpen = ({ state, resends, lease, dueAt }: Delivery) => state === 'pending' || resends > 0 || lease !== null || dueAt !== null
