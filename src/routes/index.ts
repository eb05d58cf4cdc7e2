import type { App } from '../plugins/types.js'
import { applicationRoutes } from './application.js'
import { attemptRoutes } from './attempt.js'
import { endpointRoutes } from './endpoint.js'
import { healthRoutes } from './health.js'
import { messageRoutes } from './message.js'

/** The URL map: every resource under /api/v1. */
export async function routes (app: App): Promise<void> {
  for (const resource of [healthRoutes, applicationRoutes, endpointRoutes, messageRoutes, attemptRoutes]) {
    await app.register(resource)
  }
}
