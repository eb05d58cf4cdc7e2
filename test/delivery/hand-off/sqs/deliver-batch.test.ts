import t from 'tap'
import { accept } from '../../../../src/delivery/accept/accept.js'
import { begin } from '../../../../src/delivery/delivery-lifecycle.js'
import { deliver } from '../../../../src/delivery/hand-off/sqs/deliver-batch.js'
import { createSqsDispatcher } from '../../../../src/delivery/hand-off/sqs/dispatcher-sqs.js'
import { firstEntry } from '../../../../src/delivery/hand-off/sqs/queue-entry.js'
import type { Queue, Received } from '../../../../src/delivery/hand-off/sqs/queue.js'
import { START } from '../../../helpers/driven.js'
import { createDrivenClock, createTestEngine, newApplication, newEndpoint, newMessage, openMemoryDatabase, type Said } from '../../../helpers/engine.js'

t.test('While an endpoint does not answer, looks into an empty queue become rarer; after one that finds an entry they are frequent again.', async t => {
  const { db } = openMemoryDatabase()
  const clock = createDrivenClock(START)
  const looks: number[] = []
  const found: Received[] = []
  const queue: Queue = {
    send: async () => {}, showAgain: async () => {}, remove: async () => {}, close: () => {},
    receive: async () => { looks.push(clock.now() - START); return found.splice(0) }
  }
  const answers: Array<(said: Said) => void> = []
  const engine = createTestEngine({
    db, clock, dispatcher: createSqsDispatcher(queue), answer: async () => await new Promise(resolve => { answers.push(resolve) })
  })
  const application = await newApplication(engine)
  const { id: endpointId } = await newEndpoint(engine, application)
  const entry = async (id: string): Promise<Received> => {
    const { message: { id: msgId, eventType } } = await accept(engine, application, newMessage())
    const { orgId, id: appId } = application
    const delivery = begin({ orgId, appId, endpointId, msgId, eventType, channels: null }, START)
    return { id, receiptHandle: id, receives: 1, body: firstEntry(delivery) }
  }
  let isOver = false
  const working = deliver({ engine, queue, endsAt: START + 70_000 }, [await entry('1')]).finally(() => { isOver = true })
  const requests = (count: number) => () => answers.length >= count

  await clock.runTo(START + 10_000, requests(1))
  t.same(looks.splice(0), [300, 900, 2100, 4500, 6900, 9300])
  found.push(await entry('2'))
  await clock.runTo(START + 11_700, requests(1))
  await clock.runTo(START + 14_000, requests(2))
  t.same(looks.splice(0), [11_700, 12_000, 12_600, 13_800])

  for (const resolve of answers) resolve({})
  await clock.settle(() => isOver)
  t.same(await working, [])
})
