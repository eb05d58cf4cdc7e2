import t from 'tap'
import { RecentMap } from '../../src/lib/recent-map.js'
import { fc } from '../helpers/chance.js'

t.test('The entry that was not used for the longest time goes first', async t => {
  const map = new RecentMap<string, number>({ most: 2 })
  map.set('a', 1)
  map.set('b', 2)
  t.equal(map.get('a'), 1)
  map.set('c', 3)
  t.strictSame([map.has('a'), map.has('b'), map.has('c')], [true, false, true])
  t.equal(map.peek('a'), 1)
  map.set('d', 4)
  t.notOk(map.has('a'), 'to peek is no use')
})

t.test('An entry ends at its age, whether it was used or not; setting it again begins anew', async t => {
  let now = 0
  const map = new RecentMap<string, true>({ most: 10, ttlMs: 100, now: () => now })
  map.set('a', true)
  now = 99
  t.ok(map.get('a'))
  now = 100
  t.notOk(map.has('a'))
  t.equal(map.size, 0)
  map.set('a', true)
  now = 150
  map.set('a', true)
  now = 249
  t.ok(map.has('a'))
})

t.test('Sizes are counted as they were when the entry was set; what is too large for the map is not kept', async t => {
  const removed: object[] = []
  const map = new RecentMap<string, { size: number }>({ most: 10, sizeOf: ({ size }) => size, onRemoved: value => { removed.push(value) } })
  const [a, b, c, huge] = [{ size: 6 }, { size: 4 }, { size: 1 }, { size: 11 }]
  map.set('a', a)
  map.set('b', b)
  a.size = 0
  map.set('c', c)
  t.strictSame(removed, [a])
  map.set('huge', huge)
  t.equal(removed.at(-1), huge)
  t.notOk(map.has('huge'))
  map.delete('b')
  map.delete('b')
  t.equal(removed.length, 3)
  map.clear()
  t.equal(removed.at(-1), c)
  t.equal(map.size, 0)
})

interface Call { name: 'set' | 'get' | 'delete' | 'has', key: number, value: number, after: number }
interface Held { key: number, value: number, until: number }

/** What a plain list of uses has after a call, and what the call answers. */
function modelled (list: Held[], { name, key, value }: Call, now: number): { list: Held[], answer: unknown } {
  const found = list.find(one => one.key === key)
  const current = found && found.until > now ? found : undefined
  const others = list.filter(one => one !== found)
  if (name === 'has') return { list: current ? list : others, answer: current !== undefined }
  if (name === 'get') return { list: current ? [...others, current] : others, answer: current?.value }
  if (name === 'delete') return { list: others, answer: undefined }
  const added = [...others, { key, value, until: now + 100 }]
  while (added.reduce((sum, { value }) => sum + value, 0) > 12) added.shift()
  return { list: added, answer: undefined }
}

t.test('Whatever the calls, it has and answers what a plain list of uses does', async t => {
  const call = fc.record({
    name: fc.constantFrom('set' as const, 'set' as const, 'get' as const, 'delete' as const, 'has' as const),
    key: fc.integer({ min: 0, max: 6 }), value: fc.integer({ min: 1, max: 5 }), after: fc.integer({ min: 0, max: 30 })
  })
  fc.assert(fc.property(fc.array(call, { maxLength: 60 }), calls => {
    let now = 0
    let list: Held[] = []
    const map = new RecentMap<number, number>({ most: 12, ttlMs: 100, now: () => now, sizeOf: value => value })
    for (const call of calls) {
      now += call.after
      const expected = modelled(list, call, now)
      list = expected.list
      const answer = call.name === 'set' ? map.set(call.key, call.value) : map[call.name](call.key)
      if (call.name !== 'delete') t.equal(answer, expected.answer)
      t.equal(map.size, list.length)
    }
  }))
})
