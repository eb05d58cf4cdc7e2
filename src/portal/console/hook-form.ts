import type { paths } from '../../../openapi/portal-api.js'

type Hooks = paths['/api/v1/operational-webhook/endpoint']
export type Hook = paths['/api/v1/operational-webhook/endpoint/{endpoint_id}']['get']['responses'][200]['content']['application/json']
type HookBody = NonNullable<Hooks['post']['requestBody']>['content']['application/json']

/** The event types of operational webhooks (contract 3.8). */
export const HOOK_TYPES = [
  'endpoint.created', 'endpoint.updated', 'endpoint.deleted', 'endpoint.disabled', 'endpoint.circuit.opened', 'endpoint.circuit.closed',
  'message.attempt.exhausted', 'message.attempt.failing', 'message.attempt.recovered'
] as const

export interface HookForm { url: string, description: string, types: string[] | null, disabled: boolean }

export const emptyHook: HookForm = { url: '', description: '', types: null, disabled: false }

export const hookFormOf = ({ url, description, eventTypes, disabled }: Hook): HookForm =>
  ({ url, description, types: eventTypes, disabled: disabled ?? false })

/** The body that stores what a form holds. What the form does not show stays. */
export function hookBody ({ url, description, types, disabled }: HookForm, before?: Hook): HookBody {
  const { uid = null, metadata = {}, throttleRate = null } = before ?? {}
  return { uid, metadata, throttleRate, url: url.trim(), description: description.trim(), eventTypes: types, disabled }
}
