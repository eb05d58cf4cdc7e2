import t from 'tap'
import { accept } from '../../../src/delivery/accept/accept.js'
import { createTableDispatcher } from '../../../src/delivery/hand-off/table/dispatcher-table.js'
import { pollConsumer, seekConsumer, type Marked } from '../../../src/delivery/polling/consume.js'
import type { Engine } from '../../../src/delivery/engine.js'
import type { Asked } from '../../../src/delivery/polling/read-feed.js'
import { systemClock } from '../../../src/lib/clock.js'
import { createTestEngine, newApplication, newMessage, openMemoryDatabase } from '../../helpers/engine.js'

const NOW = Date.UTC(2026, 10, 22, 12)

t.test('One client whose polls go to two processes in turn gets each message once, and no conflict', async t => {
  let now = NOW
  const clock = { now: () => now, wakeAt: systemClock.wakeAt }
  const { db } = openMemoryDatabase()
  const [one, other] = [1, 2].map(() => createTestEngine({ db, dispatcher: createTableDispatcher(), clock })) as unknown as [Engine, Engine]
  const application = await newApplication(one, { polledSince: NOW - 60_000 })
  const named = { application, destination: { id: 'ep_poll' }, consumerId: 'laptop' }
  const asked = { limit: 10, wants: () => true }
  let iterator: Marked | undefined
  const seen: string[] = []
  const poll = async (engine: Engine, terms: Asked = asked) => {
    const page = await pollConsumer(engine, named, iterator, terms)
    iterator = page.iterator
    seen.push(...page.shown.map(({ message }) => message.id))
  }
  iterator = await seekConsumer(one, named, now)
  // A poll that finds nothing notes its time, which the other process does not see: polls are closed when polling has just begun.
  for (const engine of [other, one, other, one]) {
    await poll(engine, { ...asked, isClosed: true })
    now += 2000
  }
  const sent: string[] = []
  for (let round = 0; round < 6; round++) {
    now += 20_000
    if (round !== 3) sent.push((await accept(one, application, newMessage())).message.id)
    await poll(round % 3 === 2 ? other : one)
  }
  now += 20_000
  await poll(other)
  t.same(seen, sent)
})

t.test('Two clients under one name are told, in whatever process', async t => {
  const { db } = openMemoryDatabase()
  const engines = [1, 2].map(() => createTestEngine({ db, dispatcher: createTableDispatcher() })) as unknown as [Engine, Engine]
  const application = await newApplication(engines[0], { polledSince: Date.now() - 60_000 })
  const named = { application, destination: { id: 'ep_poll' }, consumerId: 'laptop' }
  const asked = { limit: 1, wants: () => true }
  for (let n = 0; n < 4; n++) await accept(engines[0], application, newMessage())
  const first = await pollConsumer(engines[0], named, undefined, asked)
  await pollConsumer(engines[0], named, first.iterator, asked)
  const { iterator } = await pollConsumer(engines[1], named, undefined, asked)
  await pollConsumer(engines[1], named, iterator, asked)
  for (const engine of engines) await t.rejects(pollConsumer(engine, named, first.iterator, asked), /another client polls/)
})
