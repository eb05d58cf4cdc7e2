import t from 'tap'
import { begin as beginning } from '../../../src/delivery/delivery-lifecycle.js'
import { cancelStep } from '../../../src/delivery/tasks/cancel-messages.js'
import * as tasks from '../../../src/delivery/tasks/run-task.js'
import * as attempts from '../../../src/repositories/attempts.js'
import * as deliveries from '../../../src/repositories/deliveries.js'
import { newEndpoint, startRig } from '../../helpers/engine.js'

t.test('An attempt under way is not canceled; one whose lease has run out is, such as those in a restored copy.', async t => {
  const { engine, db, dispatcher, application } = await startRig({ env: { POSTHORN_RETRY_SCHEDULE: '' }, isAlone: false })
  await dispatcher.close()
  const now = engine.clock.now()
  const { orgId, id: appId } = application
  const endpoint = await newEndpoint(engine, application)
  const [alive, dead] = await Promise.all([now + 60_000, now - 1].map(async until => {
    const first = beginning({ orgId, appId, endpointId: endpoint.id, msgId: engine.newId('msg_').id, eventType: 'a', channels: null }, now)
    return (await deliveries.save(db, { ...first, lease: { owner: 'another', until, nonce: 1 }, dueAt: until }))!
  }))
  const task = await tasks.begin(engine, endpoint, { kind: 'endpoint.cancel-messages', since: now - 60_000, until: now + 60_000, filter: {} })
  t.match(await cancelStep(engine, task), { status: 'finished', canceled: 1 })
  t.match(await deliveries.read(db, alive!), { state: 'pending', lease: { owner: 'another' } })
  t.match(await deliveries.read(db, dead!), { state: 'canceled', lease: null, dueAt: null })
})

t.test('A first attempt that was recorded before its process died stays in the lists of the endpoint when the delivery is canceled.', async t => {
  const { engine, db, dispatcher, application } = await startRig({ env: { POSTHORN_RETRY_SCHEDULE: '' }, isAlone: false })
  await dispatcher.close()
  const now = engine.clock.now()
  const { orgId, id: appId } = application
  const endpoint = await newEndpoint(engine, application)
  const [msgId, opened] = [engine.newId('msg_').id, engine.newId('atmpt_').id]
  const first = beginning({ orgId, appId, endpointId: endpoint.id, msgId, eventType: 'a', channels: null }, now)
  await deliveries.save(db, { ...first, opened, lease: { owner: 'another', until: now - 1, nonce: 1 }, dueAt: now - 1 })
  await attempts.record(db, {
    appId, msgId, id: opened, endpointId: endpoint.id, url: endpoint.url, status: 0, responseStatusCode: 204, response: '',
    responseDurationMs: 5, triggerType: 0, eventType: 'a', channels: null, isUnlisted: true
  })
  const task = await tasks.begin(engine, endpoint, { kind: 'endpoint.cancel-messages', since: now - 60_000, until: now + 60_000, filter: {} })
  t.match(await cancelStep(engine, task), { status: 'finished', canceled: 1 })
  t.match(await deliveries.read(db, { endpointId: endpoint.id, msgId }), { state: 'canceled', first: { id: opened, code: 204, durationMs: 5 } })
})
