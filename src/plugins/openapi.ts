import swagger from '@fastify/swagger'
import { HOUR_MS, IDEMPOTENCY_MS } from '../facts/periods.js'
import type { App } from '../http/app-types.js'

const DESCRIPTION = `Webhook sending in your own AWS account or on one Node server.

Every request carries \`Authorization: Bearer <token>\`. Lists are read with \`limit\` and \`iterator\` until \`done\`.
A POST with an \`idempotency-key\` header may be repeated for ${IDEMPOTENCY_MS / HOUR_MS} hours: it is done once.
The key counts for the organization (with a portal's token: its application) and the URL, with any token and any body.

Unknown fields and parameters are ignored.`

const TAGS = [
  { name: 'Application', description: 'One for each customer of yours' },
  { name: 'Endpoint', description: 'The URLs to which an application wants its messages' },
  { name: 'Event Type', description: 'The kinds of messages' },
  { name: 'Message', description: 'Accepted once, delivered to every endpoint that wants it' },
  { name: 'Message Attempt', description: 'Attempts to deliver messages, and their results' },
  { name: 'Statistics', description: 'Usage of applications, counted in the background' },
  { name: 'Authentication', description: 'Access to a single application' },
  { name: 'Health', description: 'Whether the server runs' }
]

/** Collects the OpenAPI 3.1 document from the routes that are registered after it. */
export async function collectOpenApi (app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Posthorn API',
        version: '1.1.1',
        description: DESCRIPTION,
        license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' }
      },
      tags: TAGS,
      servers: [{ url: '/', description: 'This server' }],
      components: { securitySchemes: { HTTPBearer: { type: 'http', scheme: 'bearer' } } }
    }
  })
}
