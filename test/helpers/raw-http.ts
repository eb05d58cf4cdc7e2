import { connect, type Socket } from 'node:net'

export interface RawReply { status: number, headers: Record<string, string>, text: string }

/** A connection for any bytes. `reply` returns the next complete answer. */
export interface RawConnection {
  socket: Socket
  write: (bytes: string | Buffer) => void
  reply: (withinMs?: number) => Promise<RawReply>
  /** Resolves when the server has closed the connection. */
  closed: Promise<void>
}

/** Connects to a server below HTTP. */
export async function connectRaw (url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let bytes = Buffer.alloc(0)
  let wake = () => {}
  socket.on('data', chunk => {
    bytes = Buffer.concat([bytes, chunk])
    wake()
  })
  // A reset is one of the ways in which a server may end a connection.
  socket.on('error', () => {})
  const closed = new Promise<void>(resolve => { socket.once('close', () => { resolve(); wake() }) })
  await new Promise<void>(resolve => { socket.once('connect', resolve) })

  async function reply (withinMs = 60_000): Promise<RawReply> {
    const deadline = Date.now() + withinMs
    for (;;) {
      const found = readReply(bytes)
      if (found) {
        bytes = bytes.subarray(found.length)
        return found.reply
      }
      if (Date.now() > deadline || socket.destroyed) throw new Error(`no answer, only: ${bytes.toString('latin1')}`)
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, deadline - Date.now())
        wake = () => { clearTimeout(timer); resolve() }
      })
    }
  }
  return { socket, write: given => { socket.write(given) }, reply, closed }
}

/** Sends the bytes of one request unchanged and returns its answer. */
export async function rawRequest (url: string, bytes: string | Buffer): Promise<RawReply> {
  const connection = await connectRaw(url)
  connection.write(bytes)
  try {
    return await connection.reply()
  } finally {
    connection.socket.destroy()
  }
}

function readReply (bytes: Buffer): { reply: RawReply, length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const headers = Object.fromEntries(lines.map(line =>
    [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]))
  const length = end + 4 + Number(headers['content-length'] ?? 0)
  if (bytes.length < length) return undefined
  return { reply: { status: Number(first.split(' ')[1]), headers, text: bytes.subarray(end + 4, length).toString('utf8') }, length }
}
