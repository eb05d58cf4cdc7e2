import document from '../../openapi/openapi.json' with { type: 'json' }
import { OPEN_PATHS } from '../../src/facts/open-paths.js'

/** A route that the gateway must know. The greedy route takes all others, with a token. */
export interface GatewayRoute {
  path: string
  access: 'public' | 'token'
  /**
   * Answered from the gateway's cache, if the stage has one: GETs whose answers rarely change. These query parameters
   * are part of the cache key.
   */
  cachedQuery?: readonly string[]
}

interface Operation { security?: unknown, parameters?: ReadonlyArray<{ in: string, name: string }> }

const paths = document.paths as Record<string, Record<string, Operation>>
const needsNoToken = (path: string) => Object.values(paths[path]!).every(({ security }) => !security)

/** The paths without a token: the documentation, the portal, and operations without security in the OpenAPI document. */
export const PUBLIC_ROUTES: readonly GatewayRoute[] = [
  ...Object.values(OPEN_PATHS).map(path => path.replace('*', '{file+}')),
  ...Object.keys(paths).filter(needsNoToken)
].map(path => ({ path, access: 'public' }))

/** Single objects that rarely change. */
export const CACHED_ROUTES: readonly GatewayRoute[] = [
  '/api/v1/event-type/{event_type_name}',
  '/api/v1/app/{app_id}/msg/{msg_id}',
  '/api/v1/app/{app_id}/msg/{msg_id}/attempt/{attempt_id}'
].map(path => ({ path, access: 'token', cachedQuery: queryOf(path) }))

/** The names of a GET's query parameters; throws when the API has no GET at this path. */
function queryOf (path: string): string[] {
  const operation = paths[path]?.get
  if (!operation) throw new Error(`openapi.json has no GET ${path}.`)
  return (operation.parameters ?? []).filter(one => one.in === 'query').map(({ name }) => name)
}
