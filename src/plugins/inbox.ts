import type { FastifyRequest } from 'fastify'
import { localOnly } from './local-only.js'
import type { App } from '../http/app-types.js'

interface Received { at: number, headers: Record<string, string>, body: string }

const KEPT = 20
const KEPT_BYTES = 4 * 1024 * 1024
// A delivery takes milliseconds. A reader that looks right after sending waits for it and need not look twice.
const LOOK_MS = 1000

/**
 * A receiver for first steps. `POST /inbox` answers 204 and keeps the last 20 deliveries in memory (4 MiB at most).
 * `GET /inbox` shows them in the order of their arrival; when none is new, it waits up to a second for one. `DELETE /inbox`
 * empties it. It requires no token, so it is only for servers that other machines cannot reach.
 */
export async function addInbox (app: App): Promise<void> {
  const { clock } = app.engine
  const kept: Received[] = []
  const looking = new Set<() => void>()
  let hasNews = false
  const options = { config: { access: 'none' as const }, schema: { hide: true } }

  await app.register(async inbox => {
    inbox.addHook('onRequest', localOnly({ isShared: false }))
    inbox.removeAllContentTypeParsers()
    inbox.addContentTypeParser('*', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) => body)

    inbox.post('/inbox', options, async ({ raw, body }, reply) => {
      kept.push({ at: clock.now(), headers: headersOf(raw.rawHeaders), body: (body ?? '') as string })
      while (kept.length > KEPT || bytesOf(kept) > KEPT_BYTES) kept.shift()
      hasNews = true
      for (const wake of looking) wake()
      return await reply.code(204).send()
    })

    inbox.get('/inbox', options, async (_request, reply) => {
      if (!hasNews) await nextArrival()
      hasNews = false
      const shown = kept.map(({ at, headers, body }) => ({ receivedAt: new Date(at), headers, body }))
      return await reply.type('application/json').send(`${JSON.stringify(shown, null, 2)}\n`)
    })

    inbox.delete('/inbox', options, async (_request, reply) => {
      kept.length = 0
      hasNews = false
      return await reply.code(204).send()
    })
  })

  async function nextArrival (): Promise<void> {
    await new Promise<void>(resolve => {
      const cancel = clock.wakeAt(clock.now() + LOOK_MS, done)
      looking.add(done)
      function done () {
        cancel()
        looking.delete(done)
        resolve()
      }
    })
  }
}

// The headers in their original form: the app removes some.
const headersOf = (raw: string[]) =>
  Object.fromEntries(raw.flatMap((name, index) => index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1]!]] : []))

const bytesOf = (all: Received[]) => all.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0)
