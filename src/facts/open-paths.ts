/**
 * Paths outside the API that need no token: the documentation and the portal. `*` stands for any rest of a path. Routes of the API say
 * of themselves that they need none (`access: 'none'`), and openapi/openapi.json says it to the gateway.
 */
export const OPEN_PATHS = {
  root: '/', docs: '/docs', docsFiles: '/docs/*', document: '/api/v1/openapi.json', portal: '/portal', portalFiles: '/portal/*'
} as const
