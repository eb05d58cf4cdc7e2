import t from 'tap'
import { createConnections } from '../../../src/delivery/sending/connections.js'
import { startExchange } from '../../../src/delivery/sending/exchange.js'
import { createGuard } from '../../../src/delivery/sending/ssrf-guard.js'
import { answerText, rawEndpoint } from '../../helpers/endpoints.js'
import { eventually } from '../../helpers/receiver.js'

t.test('A connection pool is dropped when its last connection ends, even if no connection was ever established.', async t => {
  const endpoint = await rawEndpoint(({ head, socket }) => {
    socket.write(answerText('200 OK', '', head.includes('/last') ? 'connection: close' : 'x: y'))
  })
  const guard = createGuard(['127.0.0.1'], async (name) => [{ address: name === 'inside.test' ? '10.0.0.1' : '127.0.0.1', family: 4 }])
  const connections = createConnections({ guard, timeoutMs: 2_000, connections: 2, origins: 10 })
  t.teardown(async () => { await connections.destroy(); await endpoint.close() })
  const post = (host: string, path: string): Promise<unknown> => {
    const request = { path, headers: [], body: Buffer.from('{}') }
    return startExchange(connections.to(`http://${host}:${endpoint.port}`), request, performance.now() + 2_000).done
  }

  await post('one.test', '/keep')
  await post('two.test', '/last')
  await post('inside.test', '/')
  await post('127.0.0.2', '/')
  await eventually('one origin left', () => connections.size() === 1)
  t.match(await post('one.test', '/keep'), { kind: 'answered' })
  t.equal(endpoint.sockets.length, 2)
  endpoint.sockets[0]!.destroy()
  await eventually('no origin left', () => connections.size() === 0)
})
