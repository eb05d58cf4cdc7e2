import document from '../../openapi/openapi.json' with { type: 'json' }
import { OPEN_PATHS } from '../../src/facts/open-paths.js'

/** A route that the gateway has to know: the greedy one takes all others, with a token. */
export interface GatewayRoute {
  path: string
  access: 'public' | 'token'
  /** Answered from the gateway's cache, if the stage has one: GETs whose answers hardly change. The query is part of the key. */
  cachedQuery?: readonly string[]
}

interface Operation { security?: unknown, parameters?: ReadonlyArray<{ in: string, name: string }> }

const paths = document.paths as Record<string, Record<string, Operation>>
const needsNoToken = (path: string) => Object.values(paths[path]!).every(({ security }) => !security)

/** What is reached without a token: the documentation, and what the document of the API says needs none. */
export const PUBLIC_ROUTES: readonly GatewayRoute[] = [
  ...Object.values(OPEN_PATHS).map(path => path.replace('*', '{file+}')),
  ...Object.keys(paths).filter(needsNoToken)
].map(path => ({ path, access: 'public' }))

/** Single objects that are hardly ever changed. */
export const CACHED_ROUTES: readonly GatewayRoute[] = [
  '/api/v1/event-type/{event_type_name}',
  '/api/v1/app/{app_id}/msg/{msg_id}',
  '/api/v1/app/{app_id}/msg/{msg_id}/attempt/{attempt_id}'
].map(path => ({ path, access: 'token', cachedQuery: queryOf(path) }))

/** The names of the query parameters of a GET; throws when the API has none at this path. */
function queryOf (path: string): string[] {
  const operation = paths[path]?.get
  if (!operation) throw new Error(`openapi.json has no GET ${path}.`)
  return (operation.parameters ?? []).filter(one => one.in === 'query').map(({ name }) => name)
}
