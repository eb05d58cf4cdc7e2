import t, { type Test } from 'tap'
import { accept } from '../../../src/delivery/accept/accept.js'
import { EARLIEST, type Place } from '../../../src/delivery/polling/place.js'
import { createPollers } from '../../../src/delivery/polling/pollers.js'
import { readFeed } from '../../../src/delivery/polling/read-feed.js'
import { showAgain } from '../../../src/delivery/polling/show-again.js'
import { createTableDispatcher } from '../../../src/delivery/hand-off/table/dispatcher-table.js'
import { createTestEngine, newApplication, newMessage, openMemoryDatabase } from '../../helpers/engine.js'

const SINK = { id: 'sink_x' }
const WRITES = /^(Put|Update|Delete)/

/** An application whose first messages were read; readers are processes of their own. */
async function rig () {
  const memory = openMemoryDatabase()
  const engine = createTestEngine({ db: memory.db, dispatcher: createTableDispatcher() })
  const application = await newApplication(engine, { polledSince: Date.now() - 60_000 })
  const send = async () => (await accept(engine, application, newMessage())).message
  const sent = [await send(), await send(), await send()]
  const read = async (from: Place, process = { ...engine, pollers: createPollers() }) => {
    const seen: string[] = []
    for (let next = from; ;) {
      const page = await readFeed(process, application, next, { limit: 2, wants: () => true, sinkId: SINK.id })
      seen.push(...page.shown.map(({ message }) => message.id))
      next = page.next
      if (page.shown.length === 0) return { seen, next }
    }
  }
  return { memory, engine, sent, send, read, place: (await read(EARLIEST)).next }
}

t.test('A process that dies at any write while it shows messages again leaves none out, shows none twice, and keeps one order', async t => {
  const fates = ['fail', 'lose'] as const
  let hasDied = true
  for (let dies = 1; hasDied; dies++) {
    for (const fate of fates) hasDied = await dieAt(t, dies, fate)
    t.ok(dies < 20)
  }
})

/** Dies before or after the write of this number; whether there was one. */
async function dieAt (t: Test, dies: number, fate: 'fail' | 'lose'): Promise<boolean> {
  const { memory, engine, sent, send, read, place } = await rig()
  for (const message of [sent[2]!, sent[0]!]) await showAgain(engine, message, SINK)
  const next = await send()
  let writes = 0
  let hasDied = false
  // Before the write, or after it without learning so.
  memory.inject(({ name }) => {
    if (!WRITES.test(name) || ++writes !== dies) return undefined
    hasDied = true
    return fate
  })
  await read(place).catch(() => {})
  memory.inject()
  const [one, other] = [await read(place), await read(place)]
  t.same(one.seen.toSorted(), [sent[2]!.id, sent[0]!.id, next.id].toSorted(), `write ${dies}, ${fate}`)
  t.same(other.seen, one.seen, 'every reader sees the same order')
  t.same((await read(EARLIEST)).seen, [...sent.map(({ id }) => id), ...one.seen])
  return hasDied
}
