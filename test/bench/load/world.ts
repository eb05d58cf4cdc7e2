import { must, type Api } from './api.js'
import type { Kind, Receivers } from './receivers.js'

/** The number of applications, of endpoints in each, and of hanging or failing ones among all endpoints. */
export interface Shape { applications: number, endpoints: number, hang: number, fail: number }

export interface Application { id: string, /** The slots of its healthy endpoints. */ slots: number[] }

export interface World { applications: Application[], remove: () => Promise<void> }

/** Creates the applications and their endpoints. The hanging or failing endpoints are the last of one application each. */
export async function createWorld (api: Api, receivers: Receivers, shape: Shape): Promise<World> {
  const applications: Application[] = []
  for (let index = 0; index < shape.applications; index++) {
    const { id } = await must(
      api.call<{ id: string }>('POST', '/app', JSON.stringify({ name: `load ${index}` })), 'creating an application'
    )
    const application: Application = { id, slots: [] }
    applications.push(application)
    for (let at = 0; at < shape.endpoints; at++) {
      await addEndpoint(api, receivers, { application, slot: index * shape.endpoints + at, kind: kindOf(shape, index, at) })
    }
  }
  return {
    applications,
    remove: async () => { for (const { id } of applications) await api.call('DELETE', `/app/${id}`) }
  }
}

function kindOf ({ applications, endpoints, hang, fail }: Shape, application: number, at: number): Kind {
  const rank = (endpoints - 1 - at) * applications + application
  return rank < hang ? 'hang' : rank < hang + fail ? 'fail' : 'healthy'
}

async function addEndpoint (
  api: Api, receivers: Receivers, { application, slot, kind }: { application: Application, slot: number, kind: Kind }
): Promise<void> {
  const path = `/app/${application.id}/endpoint`
  const { id } = await must(
    api.call<{ id: string }>('POST', path, JSON.stringify({ url: receivers.urlOf(kind, slot) })), 'creating an endpoint'
  )
  const { key } = await must(api.call<{ key: string }>('GET', `${path}/${id}/secret`), "reading an endpoint's secret")
  if (kind !== 'healthy') return
  receivers.expectSecret(slot, key)
  application.slots.push(slot)
}
