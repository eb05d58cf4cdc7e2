import type { Static } from '@sinclair/typebox'
import { notFound } from '../errors.js'
import type { App } from '../http/app-types.js'
import { principalOf } from '../http/request.js'
import { route } from '../http/route.js'
import { inSeconds } from '../http/schedule-view.js'
import * as eventTypes from '../repositories/event-types.js'
import type { EventType } from '../repositories/event-types.js'
import * as rules from '../rules/event-type-rules.js'
import { EventTypeParams } from '../schemas/common-schema.js'
import { EventTypeRetryScheduleIn, EventTypeRetryScheduleOut } from '../schemas/event-type-schema.js'

const answers = { 200: EventTypeRetryScheduleOut }
const common = { tag: 'Event Type', access: 'org', errors: [404], params: EventTypeParams, answers } as const

export async function eventTypeRetryScheduleRoutes (app: App): Promise<void> {
  const { engine } = app

  const scheduleOut = ({ retryScheduleMs }: EventType): Static<typeof EventTypeRetryScheduleOut> =>
    ({ retrySchedule: inSeconds(retryScheduleMs ?? engine.config.retryScheduleMs), isDefault: retryScheduleMs == null })

  app.get('', route({
    ...common, operationId: 'v1.event-type.get-retry-schedule', summary: 'Get the retry schedule of an event type'
  }), async request => {
    const eventType = await eventTypes.find(engine.db, principalOf(request).orgId, request.params.event_type_name)
    if (!eventType) throw notFound('Event type')
    return scheduleOut(eventType)
  })

  app.put('', route({
    ...common, operationId: 'v1.event-type.update-retry-schedule', summary: 'Set the retry schedule of an event type',
    body: EventTypeRetryScheduleIn
  }), async request => {
    const change = rules.reschedule(request.body.retrySchedule, engine.clock.now())
    return scheduleOut(await eventTypes.write(engine.db, principalOf(request).orgId, request.params.event_type_name, change))
  })
}
