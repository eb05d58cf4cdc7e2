import t from 'tap'
import { Svix } from 'svix'
import { eventually } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(async () => await server.close())

t.test('A task expunges all contents of one application, and reports how many.', async t => {
  const token = await server.token()
  const api = await server.api(token)
  const svix = new Svix(token, { serverUrl: server.url })
  const messages = Array.from({ length: 100 }, (_, n) => ({ eventType: 'a', payload: { n } }))
  for (const uid of ['purged', 'other']) {
    await api('POST', '/app', { name: uid, uid })
    for (let i = 0; i < 3; i++) await api('POST', `/app/${uid}/msg/batch`, { messages })
  }
  const begun = await svix.message.expungeAllContents('purged')
  t.match(begun, { id: /^qtask_/, status: 'running', task: 'application.purge_content' })
  const ended = await eventually('the end of the task', async () => {
    const { body } = await api('GET', `/background-task/${begun.id}`)
    return body.status === 'running' ? undefined : body
  })
  t.match(ended, { status: 'finished', data: { expunged: 300 } })
  t.notOk('endpointId' in ended.data)
  const payloads = async (uid: string) =>
    (await api('GET', `/app/${uid}/msg?limit=250`)).body.data.map(({ payload }: { payload: object }) => payload)
  t.ok((await payloads('purged')).every((payload: { expired?: boolean }) => payload.expired))
  t.ok((await payloads('other')).every((payload: { n?: number }) => payload.n !== undefined))
  await api('POST', '/app/purged/msg', { eventType: 'a', payload: { n: 1 } })
  t.strictSame((await payloads('purged'))[0], { n: 1 })
})

t.test('Only an organization may purge, and only an existing application.', async t => {
  const orgId = 'org_purge'
  const api = await server.api(await server.token(orgId))
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  const portal = await server.api(await server.tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 60))
  t.equal((await portal('POST', `/app/${appId}/msg/expunge-all-contents`)).status, 403)
  t.equal((await api('POST', '/app/none/msg/expunge-all-contents')).status, 404)
})
