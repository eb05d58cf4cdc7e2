import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyInstance } from 'fastify'
import { builtFolder } from '../lib/built-folder.js'
import { CONTENT_SECURITY_POLICY, logo, theme, uiConfig } from './docs-theme.js'
import document from '../../openapi/openapi.json' with { type: 'json' }

/** A separate app that serves the committed OpenAPI document and its page. */
export async function buildDocs (): Promise<FastifyInstance> {
  const docs = Fastify({ routerOptions: { ignoreTrailingSlash: true } })
  const baseDir = filesOfThePage()
  await docs.register(swagger, { mode: 'static', specification: { document: document as never } })
  // The page's file names are relative, because behind a gateway `/docs` may be below a stage.
  await docs.register(swaggerUi, {
    routePrefix: '/docs', indexPrefix: '.', baseDir, uiConfig, theme, logo, staticCSP: CONTENT_SECURITY_POLICY
  })
  // Some clients compare the content type exactly with `application/json`.
  docs.get('/api/v1/openapi.json', async (_request, reply) =>
    await reply.type('application/json').serializer(JSON.stringify).send(document))
  docs.setNotFoundHandler(async (_request, reply) => await reply.code(404).send({ code: 'not_found', detail: 'Route not found.' }))
  return docs
}

/** What is built has them (infra/commands.ts, infra/bundle.ts); sources that run as they are find them in their package. */
function filesOfThePage (): string {
  return builtFolder(import.meta.url, 'swagger-ui', 'swagger-ui-bundle.js') ??
    join(dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui')), 'static')
}
