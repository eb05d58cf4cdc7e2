import cors from '@fastify/cors'
import type { App } from '../http/app-types.js'
import { addDocs } from './docs.js'
import { addPortal } from './portal.js'

/** Answers CORS preflight requests, without a token. Registered separately, so that its hooks do not run for other routes. */
export async function addPreflights (app: App): Promise<void> {
  await app.register(async app => {
    await app.register(cors, {
      origin: '*',
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      maxAge: 600,
      strictPreflight: false
    })
  })
}

/** The documentation, the portal and the console. */
export function addPages (app: App): void {
  addDocs(app)
  addPortal(app)
}
