import t from 'tap'
import { createLanes } from '../../src/lib/lanes.js'

/** Lanes whose jobs end when the test calls `end(name)`. */
function held (total: number, perLane: number) {
  const started: string[] = []
  const ends = new Map<string, () => void>()
  const lanes = createLanes<string>({
    total,
    perLane,
    run: async name => {
      started.push(name)
      await new Promise<void>(resolve => ends.set(name, resolve))
    }
  })
  const end = async (name: string) => {
    ends.get(name)!()
    await new Promise(resolve => setImmediate(resolve))
  }
  return { lanes, started, end }
}

t.test('At most the total number of jobs run at once, and no job is forgotten.', async t => {
  const { lanes, started, end } = held(2, 2)
  for (const name of ['a1', 'b1', 'c1', 'd1']) lanes.push(name[0]!, name)
  t.same(started, ['a1', 'b1'])
  t.equal(lanes.size, 4)
  await end('b1')
  t.same(started, ['a1', 'b1', 'c1'])
  await end('a1')
  await end('c1')
  await end('d1')
  t.same(started, ['a1', 'b1', 'c1', 'd1'])
  t.equal(lanes.size, 0)
})

t.test('A lane runs at most its share of jobs, so that other lanes find room.', async t => {
  const { lanes, started, end } = held(10, 2)
  for (const name of ['a1', 'a2', 'a3', 'a4', 'b1']) lanes.push(name[0]!, name)
  t.same(started, ['a1', 'a2', 'b1'])
  t.equal(lanes.sizeOf('a'), 4)
  t.equal(lanes.sizeOf('none'), 0)
  await end('a2')
  t.same(started, ['a1', 'a2', 'b1', 'a3'])
})

t.test('Lanes take turns when there are more jobs than places.', async t => {
  const { lanes, started, end } = held(1, 1)
  for (const name of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) lanes.push(name[0]!, name)
  for (const name of ['a1', 'b1', 'c1', 'a2', 'b2', 'a3']) await end(name)
  t.same(started, ['a1', 'b1', 'c1', 'a2', 'b2', 'a3'])
})

t.test('The jobs of a lane start in the order in which they were added, also with thousands of them.', async t => {
  const started: number[] = []
  const lanes = createLanes<number>({ total: 3, perLane: 1, run: async n => { started.push(n) } })
  for (let n = 0; n < 5000; n++) lanes.push('a', n)
  await new Promise<void>(resolve => { const look = () => { if (lanes.size === 0) resolve(); else setImmediate(look) }; look() })
  t.same(started, Array.from({ length: 5000 }, (_, n) => n))
})

t.test('drain() drops the waiting jobs and resolves when no job runs.', async t => {
  const { lanes, started, end } = held(1, 1)
  for (const name of ['a1', 'a2', 'b1']) lanes.push(name[0]!, name)
  let drained = false
  const drain = lanes.drain().then(() => { drained = true })
  await new Promise(resolve => setImmediate(resolve))
  t.notOk(drained, 'a1 still runs')
  await end('a1')
  await drain
  t.same(started, ['a1'])
  t.equal(lanes.size, 0)
})

t.test('drain() resolves at once when no job runs.', async t => {
  const { lanes } = held(1, 1)
  await lanes.drain()
  t.equal(lanes.size, 0)
})

t.test('A job that adds another job to its own lane is followed by that job.', async t => {
  const started: string[] = []
  const lanes = createLanes<string>({
    total: 1,
    perLane: 1,
    run: async name => {
      started.push(name)
      if (name === 'first') lanes.push('a', 'second')
    }
  })
  lanes.push('a', 'first')
  await new Promise(resolve => setImmediate(resolve))
  t.same(started, ['first', 'second'])
  t.equal(lanes.size, 0)
})

t.test('Many slow lanes together leave room for other lanes.', async t => {
  const { lanes, started, end } = held(100, 10)
  for (let lane = 0; lane < 20; lane++) for (let job = 0; job < 20; job++) lanes.push(`slow${lane}`, `slow${lane}-${job}`)
  t.ok(started.length < 100, `${started.length} jobs run`)
  lanes.push('quick', 'quick')
  t.equal(started.at(-1), 'quick')
  await end('quick')
})

t.test('A lane that waited for its share continues when jobs of other lanes end.', async t => {
  const { lanes, started, end } = held(10, 5)
  for (let job = 0; job < 10; job++) lanes.push('a', `a${job}`)
  for (let job = 0; job < 10; job++) lanes.push('b', `b${job}`)
  const before = started.length
  for (const name of started.filter(name => name.startsWith('b'))) await end(name)
  t.ok(started.length > before)
  while (lanes.size > 0) {
    for (const name of [...started]) await end(name)
  }
  t.equal(started.length, 20)
})
