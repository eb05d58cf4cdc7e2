import t from 'tap'
import type { Sender } from '../../src/delivery/sending/sender.js'
import { createRoom } from '../../src/lambda/payload-room.js'
import { setEnvironment } from '../helpers/environment.js'

const MB = 1024 * 1024

setEnvironment({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '384' })

/** A room, of 24 MB, with a sender whose requests end when they are told to. */
function open () {
  const ends: Array<() => void> = []
  const room = createRoom()
  const send = async () => await new Promise<never>((_resolve, reject) => ends.push(() => { reject(new Error('ended')) }))
  const sender = room.within({ send } as unknown as Sender)
  const begin = async (bytes: number) => { await sender.send({ url: '', headers: {}, body: Buffer.alloc(bytes) }) }
  return { room, begin, end: () => { ends.shift()!() } }
}

t.test('Payloads of requests under way take the room, and give it back when these end, also when they fail.', async t => {
  const { room, begin, end } = open()
  const first = begin(23 * MB)
  t.ok(room.isLeft(1))
  const second = begin(MB)
  t.notOk(room.isLeft(2))
  end()
  await t.rejects(first, { message: 'ended' })
  t.ok(room.isLeft(1))
  end()
  await t.rejects(second, { message: 'ended' })
  t.ok(room.isLeft(0))
})

t.test('An attempt whose request has not begun counts as the largest payload.', async t => {
  const { room, begin, end } = open()
  t.ok(room.isLeft(11))
  t.notOk(room.isLeft(12))
  const small = Array.from({ length: 150 }, async () => { await begin(1000) })
  t.ok(room.isLeft(150 + 10))
  t.notOk(room.isLeft(150 + 12))
  // Requests that outlast their invocation are no attempts of the next one.
  t.ok(room.isLeft(0))
  for (const one of small) {
    end()
    await t.rejects(one)
  }
})
