import type { App } from '../http/app-types.js'
import { applicationOf } from '../http/request.js'
import { route } from '../http/route.js'
import { settingsOut } from '../http/settings-view.js'
import * as settings from '../repositories/settings.js'
import { AppParams } from '../schemas/common-schema.js'
import { PortalSettingsOut } from '../schemas/settings-schema.js'

/** Registers what a portal reads of its organization's settings (contract 2.12). */
export async function portalSettingsRoutes (app: App): Promise<void> {
  app.get('', route({
    operationId: 'v1.application.get-portal-settings', summary: 'Get the settings that the portal shows', tag: 'Application', access: 'app',
    params: AppParams, answers: { 200: PortalSettingsOut }
  }), async request => settingsOut(await settings.read(app.engine.db, applicationOf(request).orgId)))
}
