import t from 'tap'
import { ApiError } from '../../src/errors.js'
import * as run from '../../src/delivery/tasks/run-task.js'
import { resend } from '../../src/delivery/attempt/resend.js'
import { attentionOut } from '../../src/http/attention-view.js'
import * as attention from '../../src/repositories/attention-list.js'
import * as endpoints from '../../src/repositories/endpoints.js'
import { changeByHand } from '../../src/rules/endpoint-rules.js'
import { driven, FAILURES, pass, send, START, type Driven, type DrivenOptions } from '../helpers/driven.js'
import { proxyDown } from '../helpers/engine.js'

const failing = { statusCode: 500 }
const notListed = new ApiError(404, 'not_found', 'Attention not found')
const at = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z')

/** A process with an endpoint that fails as long as `state.isDown`. */
async function rigOf (env: Record<string, string> = {}, options: DrivenOptions = {}) {
  const state = { isDown: true }
  const rig = await driven({ answer: () => state.isDown ? failing : {}, ...options, env: { POSTHORN_RETRY_SCHEDULE: '', ...env } })
  return { ...rig, state }
}

async function listed ({ engine, application }: Driven) {
  const { data } = await attention.list(engine.db, application.orgId, { limit: 50 }, engine.clock.now())
  return data.map(attentionOut)
}

/** The database calls that write entries of the attention list. */
const rowWrites = ({ calls }: Driven) => calls.filter(({ name, table, input }) =>
  table === 'tasks' && /^(Put|Update|Delete)/.test(name) && JSON.stringify(input).includes('"attn_'))

t.test('An open circuit is listed until it closes. A success writes no entry.', async t => {
  const { state, ...rig } = await rigOf({ POSTHORN_RETRY_SCHEDULE: '60s,60s,60s,60s,60s,60s,60s' })
  await send(rig, FAILURES)
  const [entry, ...rest] = await listed(rig)
  t.same(rest, [])
  const { id: endpointId, appId } = rig.endpoint
  t.match(entry, {
    id: /^attn_/, kind: 'circuit-open', appId, appName: 'an application', endpointId, endpointUrl: 'https://example.com/', since: at(START),
    reason: /probe/
  })
  state.isDown = false
  await pass(600_000, rig)
  t.same(await listed(rig), [])
  t.match(rowWrites(rig).map(({ name }) => name), ['PutItem', 'DeleteItem'])
  rig.calls.length = 0
  await send(rig, 3)
  t.same(rig.calls.filter(({ table, name }) => table === 'tasks' && name !== 'Query'), [])
})

t.test('A disabled endpoint is listed with the reason, until it is enabled or deleted.', async t => {
  const gone = await driven({ answer: () => ({ statusCode: 410 }) })
  await send(gone)
  t.match(await listed(gone), [
    { kind: 'endpoint-disabled', reason: 'The endpoint answered 410 Gone, so it was disabled.', since: at(START) }
  ])
  const current = await endpoints.find(gone.db, gone.application.id, gone.endpoint.id)
  t.match(current, { disabled: true, stopped: { why: 'gone', at: START } })
  await endpoints.update(gone.db, current, before => changeByHand(before, { description: 'another' }), START + 1)
  t.equal((await listed(gone)).length, 1, 'a change that does not enable the endpoint leaves the entry')
  await endpoints.update(gone.db, current, before => changeByHand(before, { disabled: false }), START + 2)
  t.same(await listed(gone), [])
  t.notOk((await endpoints.find(gone.db, gone.application.id, gone.endpoint.id)).stopped)
  await send(gone)
  t.equal((await listed(gone)).length, 1, 'a new problem makes a new entry')
  await endpoints.remove(gone.db, current, START + 3)
  t.same(await listed(gone), [])

  const { ...rig } = await rigOf({ POSTHORN_ENDPOINT_FAILURE_DISABLE_AFTER: '2s' })
  await send(rig)
  await pass(2008, rig)
  await send(rig)
  t.match((await listed(rig)).find(({ kind }) => kind === 'endpoint-disabled'), { reason: /failed for too long/ })
  await endpoints.update(rig.db, rig.endpoint, before => changeByHand(before, { disabled: true }), START)
  t.ok((await listed(rig)).some(({ kind }) => kind === 'endpoint-disabled'))
})

t.test('An endpoint that a caller disables is not listed.', async t => {
  const rig = await driven()
  await endpoints.update(rig.db, rig.endpoint, before => changeByHand(before, { disabled: true }), START)
  t.same(await listed(rig), [])
})

t.test('Exhausted messages of an endpoint share one entry with their count. A successful resend removes the entry.', async t => {
  const { state, ...rig } = await rigOf({ POSTHORN_CIRCUIT_BREAKER: 'false' })
  const sent = await send(rig, 3)
  const [entry] = await listed(rig)
  t.match(entry, { kind: 'delivery-exhausted', count: 3, endpointId: rig.endpoint.id })
  t.ok(sent.some(({ id }) => id === entry!.messageId))
  state.isDown = false
  await send(rig, 2)
  t.match(await listed(rig), [{ count: 3 }], 'a success on schedule does not remove the entry')
  await resend(rig.engine, sent[0]!, rig.endpoint)
  await pass(1000, rig)
  t.same(await listed(rig), [])
  state.isDown = true
  const again = await send(rig)
  t.match(await listed(rig), [{ kind: 'delivery-exhausted', count: 1, messageId: again[0]!.id }], 'the count starts again at 1')
})

t.test('A dismissed entry is not listed again until a new problem begins.', async t => {
  const { state, ...rig } = await rigOf({ POSTHORN_RETRY_SCHEDULE: '60s,60s,60s,60s,60s,60s,60s' })
  const { db, application: { orgId } } = rig
  await send(rig, FAILURES)
  const [{ id } = { id: '' }] = await listed(rig)
  await attention.dismiss(db, orgId, id, rig.clock.now())
  await pass(300_000, rig)
  t.same(await listed(rig), [], 'failed probes do not bring the entry back')
  await t.rejects(attention.dismiss(db, orgId, id, rig.clock.now()), notListed)
  await t.rejects(attention.dismiss(db, orgId, 'attn_1', rig.clock.now()), notListed)
  await t.rejects(attention.dismiss(db, 'org_other', id, rig.clock.now()), notListed)

  const { ...other } = await rigOf({ POSTHORN_CIRCUIT_BREAKER: 'false' })
  await send(other, 2)
  await attention.dismiss(other.db, other.application.orgId, (await listed(other))[0]!.id, other.clock.now())
  t.same(await listed(other), [])
  await send(other)
  t.match(await listed(other), [{ kind: 'delivery-exhausted', count: 1 }])
})

t.test('An entry is not listed if its endpoint or task does not have the problem, as after a crash between the two writes.', async t => {
  const { ...rig } = await rigOf()
  rig.inject(({ name, table, input }) =>
    name === 'PutItem' && table === 'endpoints' && JSON.stringify(input).includes('circuit') ? 'fail' : undefined)
  await send(rig, FAILURES)
  t.ok(rowWrites(rig).some(({ input }) => JSON.stringify(input).includes('circuit-open')), 'the entry was written')
  t.same((await listed(rig)).filter(({ kind }) => kind === 'circuit-open'), [])
  rig.inject()
})

t.test('If the entry cannot be written, the endpoint is not disabled and its circuit does not open.', async t => {
  const { ...rig } = await rigOf()
  rig.inject(({ name, table }) => name === 'PutItem' && table === 'tasks' ? 'fail' : undefined)
  await send(rig, FAILURES)
  const stored = await endpoints.find(rig.db, rig.application.id, rig.endpoint.id)
  t.match(stored, { circuit: null, failingSince: null })
  rig.inject()
  await pass(200_000, rig)
  t.match(await listed(rig), [
    { kind: 'delivery-exhausted', count: FAILURES }
  ], 'the exhausted messages are listed when the database is back')
})

t.test('A failed task is listed.', async t => {
  const rig = await driven()
  await endpoints.remove(rig.db, rig.endpoint, START)
  const { id } = await run.begin(rig.engine, rig.endpoint, { kind: 'endpoint.recover', since: START - 1000, until: START, filter: {} })
  await pass(10_000, rig)
  const [entry, ...rest] = await listed(rig)
  t.same(rest, [])
  t.match(entry, {
    kind: 'task-failed', taskId: id, appId: rig.application.id, reason: 'The task endpoint.recover failed: endpoint deleted.'
  })
  await attention.dismiss(rig.db, rig.application.orgId, entry!.id, rig.clock.now())
  t.same(await listed(rig), [])
})

t.test('A failing proxy is one entry, written at most once in five minutes and removed after a quarter of an hour.', async t => {
  let isDown = true
  const rig = await driven({ answer: () => isDown ? proxyDown() : {} })
  await send(rig, 20)
  t.match(await listed(rig), [{ kind: 'proxy-failing', since: at(START), reason: /proxy/ }])
  await pass(590_000, rig)
  t.equal(rowWrites(rig).length, 2)
  t.match(await listed(rig), [{ since: at(START) }])
  isDown = false
  await pass(960_000, rig)
  t.same(await listed(rig), [])
  isDown = true
  await send(rig)
  t.match(await listed(rig), [{ since: at(rig.clock.now()) }], 'a new problem makes a new entry')
})

t.test('The list starts with the newest entry and is read page by page.', async t => {
  const { ...rig } = await rigOf({ POSTHORN_CIRCUIT_BREAKER: 'false' })
  const { db, application: { orgId, id: appId } } = rig
  for (let made = 0; made < 7; made++) {
    await endpoints.updateState(db, (await endpoints.create(db, { ...rig.endpoint, id: rig.engine.newId('ep_').id })), () =>
      ({ exhaustedSince: START + made * 1000 }))
  }
  const seen: string[] = []
  let iterator: string | undefined
  for (let done = false; !done;) {
    const page: Awaited<ReturnType<typeof attention.list>> = await attention.list(
      db, orgId, { limit: 3, ...(iterator !== undefined && { iterator }) }, START
    )
    seen.push(...page.data.map(entry => attentionOut(entry).since))
    done = page.done
    iterator = page.iterator ?? undefined
  }
  t.same(seen, [6, 5, 4, 3, 2, 1, 0].map(n => at(START + n * 1000)))
  const { data: [, second], prevIterator } = await attention.list(db, orgId, { limit: 2 }, START)
  const back = await attention.list(db, orgId, { limit: 5, iterator: `-${second!.id}` }, START)
  t.match(back.data.map(({ id }) => id), [prevIterator!.slice(1)])
  t.ok(appId)
})
