import { hostname } from 'node:os'
import { ApiFailure, pathOf, type ApiClient } from '../client/api-client.js'

/** What `listen` polls: below `/api/v1`, and where it begins when it never polled. */
export interface Place { path: string, iterator: string | undefined }

export interface Wanted { app: string, name: string, types: string[] | undefined }

/** The name of this machine, as a uid may have it. */
export const machineName = (): string => hostname().replaceAll(/[^a-zA-Z0-9_.-]/g, '-').slice(0, 50) || 'machine'

/**
 * The polling endpoint `listen-<name>` of the application with its one consumer. It is made when it is not there, and then begins now;
 * otherwise it goes on where it was. Its event types are those that are wanted.
 */
export async function openPlace (api: ApiClient, { app, name, types }: Wanted): Promise<Place> {
  const destinations = `/app${pathOf(app)}/destination`
  const uid = `listen-${name}`
  const path = `/app${pathOf(app)}/poller${pathOf(uid)}/consumer/listen`
  try {
    await api.call('PATCH', `${destinations}${pathOf(uid)}`, { eventTypes: types ?? null })
    return { path, iterator: undefined }
  } catch (error) {
    if (!(error instanceof ApiFailure && error.status === 404)) throw error
  }
  const body = { type: 'pollingEndpoint', uid, ...(types && { eventTypes: types }) }
  // The time of the server: the clock of this machine may be wrong.
  const { createdAt } = await api.call<{ createdAt: string }>('POST', destinations, body)
  const { iterator } = await api.call<{ iterator: string }>('POST', `${path}/seek`, { after: createdAt })
  return { path, iterator }
}
