import t from 'tap'
import { accept } from '../../../src/delivery/accept/accept.js'
import { createTableDispatcher } from '../../../src/delivery/hand-off/table/dispatcher-table.js'
import { EARLIEST } from '../../../src/delivery/polling/place.js'
import { readFeed } from '../../../src/delivery/polling/read-feed.js'
import { systemClock } from '../../../src/lib/clock.js'
import { createTestEngine, newApplication, newMessage, openMemoryDatabase } from '../../helpers/engine.js'

const NOW = Date.UTC(2026, 10, 22, 12)
const MINUTE = 60_000

t.test('A message that was scheduled before the application had a polling endpoint comes at its time, once', async t => {
  for (const [name, polledAfter] of [['at once', 0], ['when it is old', 2 * 60 * MINUTE]] as const) {
    let now = NOW
    const clock = { now: () => now, wakeAt: systemClock.wakeAt }
    const engine = createTestEngine({ db: openMemoryDatabase().db, dispatcher: createTableDispatcher(), clock })
    const application = await newApplication(engine)
    const later = await accept(engine, application, newMessage({ deliverAt: NOW + 3 * 60 * MINUTE }))
    now += 1000
    const plain = await accept(engine, application, newMessage())
    now += 1000 + polledAfter
    const polled = { ...application, polledSince: now }
    const read = async (from: Parameters<typeof readFeed>[2]) => {
      const page = await readFeed(engine, polled, from, { limit: 10, wants: () => true })
      return { ids: page.shown.map(({ message }) => message.id), next: page.next }
    }
    const first = await read(EARLIEST)
    t.same(first.ids, [plain.message.id], `${name}: not before its time`)
    now = NOW + 3 * 60 * MINUTE + 10_000
    const second = await read(first.next)
    t.same(second.ids, [later.message.id], `${name}: at its time`)
    t.same((await read(second.next)).ids, [], `${name}: once`)
  }
})
