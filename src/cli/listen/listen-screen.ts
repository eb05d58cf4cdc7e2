import { pad, paintFor, isLive } from '../shared/terminal.js'
import type { Forwarded } from './forward.js'

/** Shows what `listen` does: a line for each request; JSON lines where that is asked for. */
export interface ListenScreen {
  forwarded: (one: Forwarded) => void
  details: (one: Forwarded) => void
  /** A sentence, on standard error. */
  note: (text: string) => void
}

export function openListenScreen (asJson: boolean): ListenScreen {
  const paint = paintFor(process.stdout)
  const line = (text: string) => { process.stdout.write(`${text}\n`) }
  return {
    forwarded (one) {
      const { message: { id, eventType }, status, error, durationMs } = one
      if (asJson) return line(JSON.stringify({ msgId: id, eventType, status, error: error ?? null, durationMs }))
      const style = status >= 200 && status < 300 ? 'green' : 'red'
      const time = new Date().toISOString().slice(11, 19)
      line(`${paint('dim', time)}  ${paint(style, pad(error ?? String(status), 12))} ${paint('bold', eventType)}  ${id}  ${durationMs} ms`)
    },
    details ({ message, headers, status, answer }) {
      line('')
      for (const [name, value] of Object.entries(headers)) line(`  ${paint('dim', `${name}:`)} ${value}`)
      line(`\n  ${message.payload}\n\n  ${paint('bold', String(status))} ${answer}\n`)
    },
    note: text => { process.stderr.write(`${text}\n`) }
  }
}

/** Calls what belongs to a key, in a terminal; Ctrl-C and `q` end. Returns whether there are keys. */
export function onKeys (keys: Readonly<Record<string, () => void>>, end: () => void): boolean {
  const { stdin } = process
  if (!isLive(process.stdout) || !stdin.isTTY) return false
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  stdin.on('data', (key: string) => {
    if (key === '\u0003' || key === 'q') end()
    else keys[key]?.()
  })
  stdin.unref()
  return true
}
