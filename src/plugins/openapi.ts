import swagger from '@fastify/swagger'
import type { App } from '../http/app-types.js'

/** Collects the OpenAPI 3.1 document from the routes that are registered after it; openapi/describe.ts adds the texts. */
export async function collectOpenApi (app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Posthorn API', version: '0', license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' }
      },
      components: {
        securitySchemes: {
          HTTPBearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          UploadToken: { type: 'apiKey', in: 'query', name: 'token' }
        }
      }
    }
  })
}
