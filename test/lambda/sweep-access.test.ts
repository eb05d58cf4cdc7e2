import t from 'tap'
import { begin as beginning } from '../../src/delivery/delivery-lifecycle.js'
import { createTableDispatcher } from '../../src/delivery/hand-off/table/dispatcher-table.js'
import { accept } from '../../src/delivery/accept/accept.js'
import { createHanded, sweepToQueue } from '../../src/delivery/hand-off/sqs/sweep-queue.js'
import { begin, type NewTask } from '../../src/delivery/tasks/run-task.js'
import * as attempts from '../../src/repositories/attempts.js'
import * as deliveries from '../../src/repositories/deliveries.js'
import * as destinations from '../../src/repositories/destinations.js'
import type { TaskKind } from '../../src/repositories/tasks.js'
import * as tasks from '../../src/repositories/tasks.js'
import { asRoleOf } from '../helpers/access.js'
import { newApplication, newEndpoint, newMessage } from '../helpers/engine.js'
import { deployment } from '../helpers/functions.js'

// The role of the function has the permissions of infra/access.ts and no others. An emulated AWS refuses no call.

const here = await deployment({ POSTHORN_LOG_LEVEL: 'silent' })
const { engine, db } = here
const RANGE = { since: Date.now() - 600_000, until: Date.now() + 600_000, filter: {} }

/** One round of the sweep; returns the calls of it that AWS would refuse. */
async function round (): Promise<string[]> {
  const { refused, db: own } = asRoleOf('sweep', db)
  const dispatcher = { handOver: async () => {} }
  await sweepToQueue({ ...engine, db: own }, { dispatcher, endsAt: Date.now() + 60_000, handed: createHanded() })
  return [...refused]
}

/** Endpoint and messages: one that failed, one behind a circuit, one whose process died after its attempt, one without a delivery. */
async function world () {
  const application = await newApplication(engine)
  const endpoint = await newEndpoint(engine, application, { filter: '{"payload":{"amount":1}}' })
  const other = { ...engine, dispatcher: { ...createTableDispatcher(), announce: async () => {} } }
  const { orgId, id: appId } = application
  const now = engine.clock.now()
  const subject = async () => {
    const { message: { id: msgId } } = await accept(other, application, newMessage({ payload: Buffer.from('{"amount":1}') }))
    return { orgId, appId, endpointId: endpoint.id, msgId, eventType: 'a.b', channels: null }
  }
  const attempt = async ({ msgId }: { msgId: string }, status: 0 | 2, more = {}) => {
    const id = engine.newId('atmpt_').id
    await attempts.record(db, {
      appId, msgId, id, endpointId: endpoint.id, url: endpoint.url, status, responseStatusCode: status === 0 ? 204 : 500, response: '',
      responseDurationMs: 5, triggerType: 0, eventType: 'a.b', channels: null, ...more
    })
    return id
  }
  const [failed, succeeded, held, died] = await Promise.all([subject(), subject(), subject(), subject(), subject()])
  const id = await attempt(failed, 2)
  await attempt(succeeded, 2)
  await attempt(succeeded, 0)
  const later = now + 3_600_000
  await deliveries.save(db, { ...beginning(failed, later), last: { id, status: 2, code: 500, manual: false } })
  await deliveries.save(db, { ...beginning(succeeded, now), state: 'succeeded', nextAt: null, dueAt: null })
  await deliveries.save(db, { ...beginning(held, later), heldFor: 'circuit' })
  const opened = await attempt(died, 0, { isUnlisted: true })
  await deliveries.save(db, { ...beginning(died, later), opened, lease: { owner: 'another', until: now - 1, nonce: 1 }, dueAt: later })
  return { application, endpoint }
}

const KINDS: TaskKind[] = [
  'endpoint.recover', 'endpoint.replay', 'endpoint.bulk-replay', 'endpoint.cancel-messages', 'application.purge_content', 'application.stats',
  'event-type.aggregate'
]

for (const kind of KINDS) {
  t.test(`The role of the sweep allows every call of the table that a task ${kind} makes.`, async t => {
    const { application, endpoint } = await world()
    const { orgId, id: appId } = application
    const subject = kind.startsWith('endpoint.') ? endpoint : { orgId, appId: kind === 'application.purge_content' ? appId : '', id: '' }
    const task = await begin(engine, subject, { kind, ...RANGE } satisfies NewTask)
    t.same(await round(), [])
    t.not((await tasks.read(db, task, Date.now()))!.status, 'failed')
  })
}

for (const kind of ['endpoint.recover', 'endpoint.replay'] as const) {
  t.test(`So it does for a task ${kind} of a polling endpoint.`, async t => {
    const { application: { orgId, id: appId } } = await world()
    const { id, timestampMs: at } = engine.newId('sink_')
    await destinations.create(db, {
      orgId, appId, id, rev: 0, uid: null, disabled: false, eventTypes: null, channels: null, batchSize: 100, maxWaitSecs: 0, metadata: {},
      tokens: [], createdAt: at, updatedAt: at
    })
    const task = await begin(engine, { orgId, appId, id }, { kind, ...RANGE })
    t.same(await round(), [])
    t.match(await tasks.read(db, task, Date.now()), { status: 'finished', resent: 5 })
  })
}
