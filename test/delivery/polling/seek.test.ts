import t from 'tap'
import { accept } from '../../../src/delivery/accept/accept.js'
import { createTableDispatcher } from '../../../src/delivery/hand-off/table/dispatcher-table.js'
import { placeAt, readFeed } from '../../../src/delivery/polling/read-feed.js'
import { systemClock } from '../../../src/lib/clock.js'
import { createTestEngine, newApplication, newMessage, openMemoryDatabase } from '../../helpers/engine.js'

// The time in an id has steps of 4 ms. A consumer may seek any millisecond.

const NOW = Date.UTC(2026, 10, 22, 12)

t.test('A message that was accepted one millisecond after a sought place follows this place.', async t => {
  for (const first of [0, 1, 2, 3]) {
    let now = NOW + first
    const engine = createTestEngine({
      db: openMemoryDatabase().db, dispatcher: createTableDispatcher(), clock: { now: () => now, wakeAt: systemClock.wakeAt }
    })
    const application = await newApplication(engine, { polledSince: NOW - 60_000 })
    const place = await placeAt(engine, application, now)
    now += 1
    const { message } = await accept(engine, application, newMessage())
    const { shown } = await readFeed(engine, application, place, { limit: 10, wants: () => true })
    t.same(shown.map(one => one.message.id), [message.id], `sought at ${first} ms`)
  }
})
