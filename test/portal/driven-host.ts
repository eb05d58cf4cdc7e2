import { pino } from 'pino'
import { bundlePortal } from '../../infra/portal.js'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { createLocalDispatcher } from '../../src/delivery/hand-off/local/dispatcher-local.js'
import type { Answer } from '../../src/delivery/sending/send-result.js'
import type { SendRequest } from '../../src/delivery/sending/sender.js'
import type { Call, Operation } from '../../src/dynamodb/call.js'
import { createEngine } from '../../src/hosting/create-engine.js'
import { openImports } from '../../src/hosting/open-imports.js'
import { createTokens } from '../../src/http/tokens.js'
import type { App } from '../../src/http/app-types.js'
import { createIdFactory } from '../../src/lib/ids.js'
import { alone, createCaches } from '../../src/repositories/database.js'
import { createDrivenClock } from '../helpers/engine.js'
import { memoryDatabase } from '../helpers/memory-database.js'
import { eventually } from '../helpers/receiver.js'
import type { Reply } from '../helpers/server.js'
import { createRandom, type Random } from '../simulation/random.js'

/** Calls of an organization, under /api/v1. Each waits until its work has ended; an answer that is not 2xx is an error. */
export type Call2xx = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) => Promise<Reply['body']>

/** The Node server on a clock that is driven: the real app, engine, dispatcher and database, with endpoints that are a function. */
export interface DrivenHost {
  now: () => number
  /** Lets time pass until the instant; what is due on the way is done at its time. */
  runTo: (at: number) => Promise<void>
  call: Call2xx
  /** Uploads a file and waits until its import has ended; its id. */
  importFile: (appId: string, content: string) => Promise<string>
  token: string
  /** Of loopback. */
  port: number
  close: () => Promise<void>
}

export interface DrivenHostOptions {
  start: number
  seed: number
  orgId: string
  answer: (request: SendRequest, moment: { now: number; random: Random }) => Answer
}

export async function startDrivenHost ({ start, seed, orgId, answer }: DrivenHostOptions): Promise<DrivenHost> {
  await bundlePortal('dist/portal')
  const clock = createDrivenClock(start)
  const random = createRandom(seed)
  const [chance, ids, answers] = [random.fork('engine'), random.fork('ids'), random.fork('answers')]
  let busy = 0
  const counted = async <T>(work: () => Promise<T>): Promise<T> => {
    busy++
    try {
      return await work()
    } finally {
      busy--
    }
  }
  const memory = memoryDatabase()
  const call = (async (operation: Operation, input: never) =>
    await counted(async () => await memory.call(operation as 'GetItem', input))) as Call
  const db = alone({ ...memory, call, caches: createCaches({ now: clock.now }) })
  const config = loadConfig({ PORT: '0', POSTHORN_DATA_DIR: ':memory:', POSTHORN_LOG_LEVEL: 'silent' })
  const dispatcher = createLocalDispatcher({ concurrency: 100, isAlone: true })
  const sender = {
    send: async (request: SendRequest) => answer(request, { now: clock.now(), random: answers }),
    close: async () => {},
    destroy: async () => {}
  }
  const engine = {
    ...createEngine({
      config,
      mainSecret: 'the main secret of pictures',
      db,
      dispatcher,
      imports: openImports(config, { db }),
      log: pino({ level: 'silent' })
    }),
    clock,
    random: chance.next,
    newId: createIdFactory({ now: clock.now, randomBytes: ids.bytes }),
    sender
  }
  await dispatcher.start(engine)
  const tokens = createTokens({ ...config, jwtSecret: 'the secret of pictures' }, clock.now)
  // The page goes by the server's clock, which an answer says.
  const before = async (app: App) => {
    app.addHook('onSend', (_request, reply, _payload, done) => {
      reply.header('date', new Date(clock.now()).toUTCString())
      done()
    })
  }
  const app = await buildApp({ engine, tokens, before })
  const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
  const token = await tokens.mint({ kind: 'org', orgId }, 90 * 86_400)
  const isQuiet = () => busy === 0
  const callApi: Call2xx = async (method, path, body) => {
    const { statusCode, body: text } = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${token}` },
      ...(body && { payload: body })
    })
    if (statusCode >= 300) throw new Error(`${method} ${path}: ${statusCode} ${text}`)
    await clock.settle(isQuiet)
    return text === '' ? undefined : JSON.parse(text)
  }
  return {
    now: clock.now,
    runTo: async at => await clock.runTo(at, isQuiet),
    call: callApi,
    async importFile (appId, content) {
      const { id, uploadUrl } = await callApi('POST', `/app/${appId}/import`)
      const { pathname, search } = new URL(uploadUrl as string)
      const uploaded = await fetch(`http://127.0.0.1:${port}${pathname}${search}`, { method: 'PUT', body: content })
      if (!uploaded.ok) throw new Error(await uploaded.text())
      // The file is read from the disk, which the clock knows nothing of.
      await eventually('the import has ended', async () => {
        await clock.runTo(clock.now(), isQuiet)
        return (await callApi('GET', `/app/${appId}/import/${id}`)).status === 'finished'
      })
      return id
    },
    token,
    port,
    async close () {
      await app.close()
      void dispatcher.close()
      await db.close()
    }
  }
}
