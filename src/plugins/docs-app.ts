import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyInstance } from 'fastify'
import { CONTENT_SECURITY_POLICY, logo, theme, uiConfig } from './docs-theme.js'
import document from '../../openapi/openapi.json' with { type: 'json' }

/** An app of its own that serves the committed OpenAPI document and its page. */
export async function buildDocs (): Promise<FastifyInstance> {
  const docs = Fastify()
  await docs.register(swagger, { mode: 'static', specification: { document: document as never } })
  await docs.register(swaggerUi, { routePrefix: '/docs', uiConfig, theme, logo, staticCSP: CONTENT_SECURITY_POLICY })
  docs.get('/api/v1/openapi.json', async () => document)
  return docs
}
