import t from 'tap'
import { pageOut } from '../../src/http/page-view.js'
import { raw } from '../../src/http/raw-mark.js'

const PAGE_BYTES = 5_500_000
const page = <T>(data: T[]) => ({ data, iterator: null, prevIterator: null, done: true, isBackward: false }) as never

/** The bytes of an answer in the envelope of a function, as API Gateway counts them: raw JSON is escaped once, the rest twice. */
const size = (items: object[]) => Buffer.byteLength(JSON.stringify(JSON.stringify(items)))

t.test('A page ends before it is too large for an answer, whatever its characters need when they are escaped.', async t => {
  for (const character of ['a', '"', '\\', '\u0000', 'é', '\u2028', '€', '😀']) {
    const text = character.repeat(100_000)
    const items = Array.from({ length: 60 }, (_, at) => ({ id: `msg_${at}`, eventType: text }))
    const shown = pageOut<typeof items[number], typeof items[number]>(page(items), item => item) as unknown as {
      data: object[], done: boolean, iterator: string
    }
    const room = items.findIndex((_item, at) => size(items.slice(0, at + 1)) > PAGE_BYTES)
    t.ok(Math.abs(shown.data.length - (room === -1 ? items.length : room)) <= 1, `${shown.data.length} of ${room}`)
    t.ok(size(shown.data) <= PAGE_BYTES * 1.001)
    t.equal(shown.done, room === -1)
    if (room !== -1) t.equal(shown.iterator, `msg_${shown.data.length - 1}`)
  }
})

t.test('An item that is too large for a page is a page of its own.', async t => {
  const items = [{ id: 'msg_1', payload: raw(JSON.stringify('\u0000'.repeat(2_000_000))) }, { id: 'msg_2', payload: raw('{}') }]
  const shown = pageOut(page(items), item => item as { id: string }) as unknown as { data: object[], done: boolean }
  t.equal(shown.data.length, 1)
  t.equal(shown.done, false)
})
