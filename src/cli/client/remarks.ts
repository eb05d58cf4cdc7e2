import { editDistance } from '../../lib/edit-distance.js'
import { isNotFound, itemsOf, pathOf, type ApiClient } from './api-client.js'
import { howCalled } from '../shared/how-called.js'

interface Sent { app: string, eventType: string, channels?: readonly string[] | undefined }

/** What was found out about a message; `wanted` is undefined where this token may not ask. */
export interface Remarks { wanted: boolean | undefined, says: string[] }

/** What the answer to an accepted message does not say: no endpoint wants it, its event type is not there, deliveries are held. */
export async function remarksOn (api: ApiClient, { app, eventType, channels }: Sent): Promise<Remarks> {
  const asked = { eventType, ...channels && { channels } }
  const [wanted, type, held] = await Promise.all([
    api.call<{ active: boolean }>('POST', `/app${pathOf(app)}/msg/precheck/active`, asked).then(({ active }) => active).catch(unknown),
    unknownType(api, eventType).catch(unknown),
    heldRemark(api)
  ])
  const nowhere = wanted === false ? `No endpoint of ${app} wants it, so it is delivered nowhere.` : undefined
  return { wanted, says: [nowhere, type, held].filter(one => one !== undefined) }
}

/** Says that deliveries are held, where they are. */
export async function heldRemark (api: ApiClient): Promise<string | undefined> {
  const { held } = await api.get<{ held: boolean }>('/admin/deliveries').catch(() => ({ held: false }))
  return held ? `Deliveries are held: it waits until \`${howCalled()} go-on\`.` : undefined
}

/** Whether an endpoint is disabled; false for a polling endpoint. */
export async function isDisabled (api: ApiClient, app: string, endpoint: string): Promise<boolean> {
  try {
    return (await api.get<{ disabled?: boolean }>(`/app${pathOf(app)}/endpoint${pathOf(endpoint)}`)).disabled === true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

const unknown = () => undefined

// An environment without any event type does not use them.
async function unknownType (api: ApiClient, eventType: string): Promise<string | undefined> {
  const there = await api.get(`/event-type${pathOf(eventType)}`).then(() => true, error => !isNotFound(error))
  if (there) return undefined
  const names: string[] = []
  for await (const { name } of itemsOf<{ name: string }>(api, '/event-type')) names.push(name)
  if (names.length === 0) return undefined
  const near = names.find(name => editDistance(name, eventType) <= 2)
  return `There is no event type ${eventType}${near === undefined ? '' : `: is ${near} meant?`}`
}
