import t from 'tap'
import { accept } from '../../../src/delivery/accept/accept.js'
import { createTableDispatcher } from '../../../src/delivery/hand-off/table/dispatcher-table.js'
import { EARLIEST } from '../../../src/delivery/polling/place.js'
import { placeAt, readFeed } from '../../../src/delivery/polling/read-feed.js'
import { showAgain } from '../../../src/delivery/polling/show-again.js'
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

t.test('A message that is sent again in the same step of 4 ms as the latest poll is shown by the next one.', async t => {
  let now = NOW + 3
  const engine = createTestEngine({
    db: openMemoryDatabase().db, dispatcher: createTableDispatcher(), clock: { now: () => now, wakeAt: systemClock.wakeAt }
  })
  const application = await newApplication(engine, { polledSince: NOW - 60_000 })
  const { message } = await accept(engine, application, newMessage())
  const asked = { limit: 10, wants: () => true, sinkId: 'ep_poll' }
  const first = await readFeed(engine, application, EARLIEST, asked)
  t.same(first.shown.map(one => one.message.id), [message.id])
  now += 20_000
  const { next } = await readFeed(engine, application, first.next, asked)
  await showAgain(engine, message, { id: 'ep_poll' })
  t.same((await readFeed(engine, application, next, asked)).shown.map(one => one.message.id), [message.id])
})
