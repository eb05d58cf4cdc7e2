/** A route that the gateway has to know: the greedy one takes all others, with a token. */
export interface GatewayRoute {
  path: string
  access: 'public' | 'token'
  /** Answered from the gateway's cache, if the stage has one: GETs whose answers hardly change. The query is part of the key. */
  cachedQuery?: readonly string[]
}

/** What is reached without a token; a test compares it with the app's own rule. */
export const PUBLIC_ROUTES: readonly GatewayRoute[] = [
  '/', '/docs', '/docs/{file+}', '/api/v1/openapi.json', '/api/v1/health', '/api/v1/health/ping', '/api/v1/health/ready', '/api/v1/auth/logout'
].map(path => ({ path, access: 'public' }))

/** Single objects that are hardly ever changed. A test compares the queries with the document of the API. */
export const CACHED_ROUTES: readonly GatewayRoute[] = [
  { path: '/api/v1/event-type/{event_type_name}', access: 'token', cachedQuery: [] },
  { path: '/api/v1/app/{app_id}/msg/{msg_id}', access: 'token', cachedQuery: ['with_content'] },
  { path: '/api/v1/app/{app_id}/msg/{msg_id}/attempt/{attempt_id}', access: 'token', cachedQuery: [] }
]
