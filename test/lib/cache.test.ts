import t from 'tap'
import { createCache } from '../../src/lib/cache.js'

const counted = <V>(values: V[]) => {
  let loads = 0
  return { load: async () => values[Math.min(loads++, values.length - 1)]!, loads: () => loads }
}

t.test('A found value is loaded once.', async t => {
  const cache = createCache<{ n: number }>({ max: 10, ttlMs: 1000 })
  const { load, loads } = counted([{ n: 1 }, { n: 2 }])
  t.same(await cache.get('a', load), { n: 1 })
  t.same(await cache.get('a', load), { n: 1 })
  t.equal(loads(), 1)
})

t.test('An absent value is not kept.', async t => {
  const cache = createCache<{ n: number }>({ max: 10, ttlMs: 1000 })
  const { load } = counted<{ n: number } | undefined>([undefined, { n: 2 }])
  t.equal(await cache.get('a', load), undefined)
  t.same(await cache.get('a', load), { n: 2 })
})

t.test('A failure is not kept. Every caller that waited gets the failure.', async t => {
  const cache = createCache<{ n: number }>({ max: 10, ttlMs: 1000 })
  const fail = async () => { throw new Error('away') }
  const both = await Promise.allSettled([cache.get('a', fail), cache.get('a', fail)])
  t.same(both.map(({ status }) => status), ['rejected', 'rejected'])
  t.same(await cache.get('a', async () => ({ n: 1 })), { n: 1 })
})

t.test('Concurrent loads of one key are one load.', async t => {
  const cache = createCache<{ n: number }>({ max: 10, ttlMs: 1000 })
  const { load, loads } = counted([{ n: 1 }])
  t.same(await Promise.all([cache.get('a', load), cache.get('a', load)]), [{ n: 1 }, { n: 1 }])
  t.equal(loads(), 1)
})

t.test('A value expires.', async t => {
  const cache = createCache<{ n: number }>({ max: 10, ttlMs: 5 })
  const { load } = counted([{ n: 1 }, { n: 2 }])
  await cache.get('a', load)
  await new Promise(resolve => setTimeout(resolve, 20))
  t.same(await cache.get('a', load), { n: 2 })
})

for (const [how, forget] of [['delete', 'delete'], ['clear', 'clear']] as const) {
  t.test(`A value that was being loaded when ${how} was called is not kept, because it may be stale.`, async t => {
    const cache = createCache<{ n: number }>({ max: 10, ttlMs: 1000 })
    let finish!: (value: { n: number }) => void
    const stale = cache.get('a', async () => await new Promise(resolve => { finish = resolve }))
    cache[forget]('a')
    const fresh = await cache.get('a', async () => ({ n: 2 }))
    finish({ n: 1 })
    t.same(await stale, { n: 1 })
    t.same(fresh, { n: 2 })
    t.same(await cache.get('a', async () => ({ n: 3 })), { n: 2 })
  })
}

t.test('A cache holds at most its maximum number of values.', async t => {
  const cache = createCache<{ n: number }>({ max: 2, ttlMs: 1000 })
  for (const key of ['a', 'b', 'c']) await cache.get(key, async () => ({ n: 1 }))
  t.same(await cache.get('a', async () => ({ n: 2 })), { n: 2 })
})
