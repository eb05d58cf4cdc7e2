import t from 'tap'
import { begin as beginning } from '../../../src/delivery/delivery-lifecycle.js'
import { cancelStep } from '../../../src/delivery/tasks/cancel-messages.js'
import * as tasks from '../../../src/delivery/tasks/run-task.js'
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
