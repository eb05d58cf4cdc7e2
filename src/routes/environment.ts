import { importEnvironment } from '../rules/environment-import.js'
import { allSettingsIn, settingsIn } from '../rules/settings-rules.js'
import { formatTimestamp } from '../lib/time.js'
import type { App } from '../http/app-types.js'
import * as eventTypes from '../repositories/event-types.js'
import { settingsOut } from '../http/settings-view.js'
import * as settings from '../repositories/settings.js'
import type { OrganizationSettings } from '../repositories/settings.js'
import { NoContent } from '../schemas/common-schema.js'
import { EgressAddressesOut, EnvironmentIn, EnvironmentOut } from '../schemas/environment-schema.js'
import { SettingsIn, SettingsOut } from '../schemas/settings-schema.js'
import { refuseNotThere } from '../http/refused-fields.js'
import { route } from '../http/route.js'
import { principalOf, publicUrlOf } from '../http/request.js'
import { eventTypeOut } from '../http/event-type-view.js'

const tag = 'Environment'

/** Registers the operations of the environment of an organization: export, import, settings and addresses (contract 5.1). */
export async function environmentRoutes (app: App): Promise<void> {
  const { engine } = app

  app.post('/export', route({
    operationId: 'v1.environment.export', summary: 'Export environment configuration', tag, access: 'org',
    answers: { 200: EnvironmentOut }
  }), async request => {
    const { orgId } = principalOf(request)
    const [found, current] = await Promise.all([eventTypes.all(engine.db, orgId), settings.read(engine.db, orgId)])
    return {
      version: 1,
      createdAt: formatTimestamp(engine.clock.now()),
      eventTypes: found.map(one => eventTypeOut(one, true)),
      connectors: [],
      settings: settingsOut(current)
    }
  })

  app.post('/import', route({
    operationId: 'v1.environment.import', summary: 'Import environment configuration', tag, access: 'org', body: EnvironmentIn,
    answers: { 204: NoContent }
  }), async (request, reply) => {
    refuseNotThere(request.body, { connectors: 'connectors are not supported' })
    const { eventTypes, settings } = request.body
    const changes = settingsIn(settings ?? {}, publicUrlOf(request), ['body', 'settings'])
    await importEnvironment(engine, principalOf(request).orgId, { eventTypes, settings: changes }, request.parsedBody!)
    return await reply.code(204).send()
  })

  app.get('/egress-addresses', route({
    operationId: 'v1.environment.list-egress-addresses', summary: 'List the addresses of deliveries', tag, access: 'any',
    answers: { 200: EgressAddressesOut }
  }), async () => ({ data: [...engine.config.egressAddresses] }))

  app.get('/settings', route({
    operationId: 'v1.environment.get-settings', summary: "Get the organization's settings", tag, access: 'org',
    answers: { 200: SettingsOut }
  }), async request => settingsOut(await settings.read(engine.db, principalOf(request).orgId)))

  const change = async (orgId: string, changes: Partial<OrganizationSettings>) => {
    await settings.change(engine.db, orgId, changes)
    return settingsOut(await settings.read(engine.db, orgId))
  }

  app.put('/settings', route({
    operationId: 'v1.environment.update-settings', summary: "Replace the organization's settings", tag, access: 'org', body: SettingsIn,
    answers: { 200: SettingsOut }
  }), async request => await change(principalOf(request).orgId, allSettingsIn(request.body, publicUrlOf(request))))

  app.patch('/settings', route({
    operationId: 'v1.environment.patch-settings', summary: "Change some of the organization's settings", tag, access: 'org',
    body: SettingsIn,
    answers: { 200: SettingsOut }
  }), async request => await change(principalOf(request).orgId, settingsIn(request.body, publicUrlOf(request))))
}
