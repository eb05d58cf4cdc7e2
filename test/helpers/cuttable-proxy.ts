import { connect, createServer, type Server, type Socket } from 'node:net'
import { listen } from './endpoints.js'

/** A TCP proxy on loopback whose line can be cut: then it refuses connections, or accepts them and does not answer. */
export interface CuttableProxy {
  port: number
  /** Lets everything through again. */
  mend: () => Promise<void>
  refuse: () => Promise<void>
  hang: () => void
  close: () => Promise<void>
}

export async function startCuttableProxy (target: { hostname: string, port: string }): Promise<CuttableProxy> {
  const sockets = new Set<Socket>()
  let isHanging = false
  let server: Server | undefined = createProxy()
  const port = await listen(server)

  function createProxy (): Server {
    return createServer(client => {
      track(client)
      if (isHanging) return
      const upstream = track(connect(Number(target.port), target.hostname))
      client.on('data', chunk => { if (!isHanging) upstream.write(chunk) }).on('close', () => { upstream.destroy() })
      upstream.on('data', chunk => { if (!isHanging) client.write(chunk) }).on('close', () => { client.destroy() })
    })
  }

  function track (socket: Socket): Socket {
    sockets.add(socket)
    return socket.on('error', () => {}).on('close', () => { sockets.delete(socket) })
  }

  async function refuse (): Promise<void> {
    const closing = server
    server = undefined
    const closed = closing && new Promise(resolve => closing.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  }

  async function mend (): Promise<void> {
    isHanging = false
    // A connection that hung has lost bytes and cannot continue.
    for (const socket of sockets) socket.destroy()
    if (server) return
    const again = server = createProxy()
    await new Promise<void>(resolve => { again.listen(port, '127.0.0.1', resolve) })
  }

  return { port, mend, refuse, hang () { isHanging = true }, close: refuse }
}
