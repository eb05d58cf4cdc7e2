/**
 * Paths outside the API that need no token: documentation, portal and console. `*` stands for the rest of a path. Routes of the
 * API without a token have `access: 'none'`, which the gateway reads from openapi/openapi.json.
 */
export const OPEN_PATHS = {
  root: '/', docs: '/docs', docsFiles: '/docs/*', document: '/api/v1/openapi.json', portal: '/portal', portalFiles: '/portal/*',
  console: '/console'
} as const
