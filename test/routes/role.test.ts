import t from 'tap'
import { memoryApp } from '../helpers/memory-app.js'

t.test('In AWS, the role of the function http allows what only settings and expunged event types need.', async t => {
  const api = await memoryApp()
  t.equal((await api('PUT', '/environment/settings', { validatePayload: true })).status, 200)
  t.equal((await api('PATCH', '/environment/settings', { validatePayload: false })).status, 200)
  t.equal((await api('POST', '/event-type', { name: 'a.b', description: '' })).status, 201)
  t.equal((await api('DELETE', '/event-type/a.b?expunge=true')).status, 204)
  t.equal((await api('GET', '/event-type/a.b')).status, 404)
})
