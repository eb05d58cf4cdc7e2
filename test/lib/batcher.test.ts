import t from 'tap'
import { createBatcher } from '../../src/lib/batcher.js'

t.test('Items that are added in one turn of the event loop are sent together, within the limits of number and bytes.', async t => {
  const batches: string[][] = []
  const batcher = createBatcher<string>({
    most: 3, mostBytes: 10, bytesOf: item => item.length,
    send: async batch => { batches.push(batch.map(({ item }) => item)); for (const { resolve } of batch) resolve() }
  })
  await Promise.all(['a', 'b', 'c', 'd', 'eeeeeeee', 'ff', 'g'].map(async item => await batcher.add(item)))
  t.same(batches, [['a', 'b', 'c'], ['d', 'eeeeeeee'], ['ff', 'g']])
  await batcher.add('later')
  t.same(batches.at(-1), ['later'])
})

t.test('Each caller gets the result of its own item.', async t => {
  const batcher = createBatcher<number>({
    most: 10, mostBytes: 100, bytesOf: () => 1,
    send: async batch => { for (const { item, resolve, reject } of batch) item % 2 === 0 ? resolve() : reject(new Error(String(item))) }
  })
  const results = await Promise.allSettled([0, 1, 2, 3].map(async item => await batcher.add(item)))
  t.same(results.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled', 'rejected'])
})
