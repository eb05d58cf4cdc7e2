import type { LookupAddress } from 'node:dns'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { shareLookUps } from '../../../src/delivery/sending/dns-lookups.js'

const GOOD: LookupAddress[] = [{ address: '1.1.1.1', family: 4 }]
const FAILURE = Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' })

/** A resolver that answers when the test calls answer(). The test also drives the clock. */
function system (atOnce: number) {
  const clock = { now: 0 }
  const begun: string[] = []
  const open = new Map<string, (answer: LookupAddress[] | Error) => void>()
  const ask = shareLookUps(hostname => new Promise((resolve, reject) => {
    begun.push(hostname)
    open.set(hostname, answer => answer instanceof Error ? reject(answer) : resolve(answer))
  }), { atOnce, patienceMs: 30_000, now: () => clock.now })
  const told = new Map<string, string>()
  return {
    clock,
    begun,
    told,
    /** Looks up names and records the result of each lookup. */
    ask (...names: string[]) {
      for (const name of names) void ask(name).then(() => told.set(name, 'found'), (error: Error) => told.set(name, error.message))
    },
    underWay: () => [...open.keys()],
    async answer (name: string, answer: LookupAddress[] | Error = GOOD) {
      const settle = open.get(name)!
      open.delete(name)
      settle(answer)
      await turn()
    }
  }
}

/** A resolver that knows some names as slow, because their lookups took long, one after the other. */
async function having (slow: string[], atOnce: number, answer: LookupAddress[] | Error = FAILURE) {
  const one = system(atOnce)
  for (const name of slow) {
    one.ask(name)
    one.clock.now += 10_000
    await one.answer(name, answer)
  }
  one.begun.length = 0
  return one
}

t.test('Names with slow DNS lookups use at most half of the concurrent lookups, and delay no other name.', async t => {
  const slow = ['a', 'b', 'c', 'd', 'e', 'f']
  for (const answer of [FAILURE, GOOD]) {
    const { ask, begun, told, answer: give } = await having(slow, 4, answer)
    ask(...slow, 'well')
    t.same(begun, ['a', 'b', 'well'])
    await give('well')
    t.equal(told.get('well'), 'found')
    await give('a', answer)
    t.same(begun, ['a', 'b', 'well', 'c'], 'a slow lookup that ends makes room for the next')
  }
})

t.test('A DNS lookup that fails at once, or that waits for other lookups, does not count as slow.', async t => {
  const { ask, begun, clock, answer } = system(2)
  ask('failing')
  await answer('failing', FAILURE)
  ask('dead', 'gone', 'new')
  clock.now += 20_000
  await answer('dead', FAILURE)
  await answer('new')
  await answer('gone', FAILURE)
  begun.length = 0
  ask('dead', 'gone', 'failing')
  t.same(begun, ['dead', 'failing'])
  await answer('failing')
  ask('new')
  t.same(begun, ['dead', 'failing', 'new'], 'the slow one still waits')
})

t.test('A name counts as slow until a quick lookup, or for five minutes.', async t => {
  const { ask, begun, answer, clock } = await having(['a', 'b'], 2)
  ask('a')
  await answer('a')
  ask('a', 'b')
  t.same(begun.slice(1), ['a', 'b'])
  await answer('a')
  clock.now += 1
  await answer('b')
  const later = await having(['a', 'b'], 2)
  later.clock.now += 5 * 60_000
  later.ask('a', 'b')
  t.same(later.begun, ['a', 'b'])
})

t.test('A DNS lookup without a waiting caller is not made.', async t => {
  const { ask, begun, told, answer, clock } = await having(['a', 'b', 'c'], 2)
  ask('a', 'b')
  clock.now += 20_000
  ask('c')
  clock.now += 10_001
  await answer('a', FAILURE)
  t.same(begun, ['a', 'c'])
  t.match(told.get('b'), /waited too long/)
  ask('b')
  await answer('c', FAILURE)
  t.same(begun, ['a', 'c', 'b'], 'a new caller gets a new lookup')
})

t.test('Concurrent calls for one name share an answer.', async t => {
  const { ask, begun, answer, underWay } = system(2)
  ask('a', 'a', 'b')
  t.same(begun, ['a', 'b'])
  await answer('a')
  ask('a')
  t.same(begun, ['a', 'b', 'a'])
  t.same(underWay().sort(), ['a', 'b'])
})
