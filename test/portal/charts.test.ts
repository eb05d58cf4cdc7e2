import t from 'tap'

// The parts read the address when they are loaded.
Object.assign(
  globalThis,
  { location: new URL('http://localhost/'), addEventListener: () => {}, matchMedia: () => ({ matches: false, addEventListener: () => {} }) }
)
// A string, so that the compiler does not take the types of the browser into this program.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-assertion
const { Bars, Latency } = await import('../../src/portal/parts/chart.js' as string)
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-assertion
const { History } = await import('../../src/portal/parts/history-cells.js' as string)
t.teardown(() => setImmediate(() => process.exit()))

type Props = Record<string, unknown> & { children?: unknown }

/** All elements of a tree with a class, parts of our own drawn out; a chart has no state. */
function drawn (node: unknown, name: string): Props[] {
  if (Array.isArray(node)) return node.flatMap(one => drawn(one, name))
  if (typeof node !== 'object' || node === null) return []
  const { type, props } = node as { type: unknown, props: Props }
  if (typeof type === 'function') return drawn((type as (props: Props) => unknown)(props), name)
  return [...props.class === name ? [props] : [], ...drawn(props.children, name)]
}

const START = Date.UTC(2026, 10, 22)
const buckets = (successCount: number[], failureCount: number[]) => ({
  startDates: successCount.map(
    (_, hour) => new Date(START + hour * 3_600_000).toISOString()
  ), successCount, failureCount, canceledCount: successCount.map(() => 0),
  latencyP50: successCount.map(count => count > 0 ? 50 : null), latencyP95: successCount.map(
    count => count > 0 ? count * 100 : null
  ), failures: {}, period: 'OneHour', complete: true
})

t.test('A cell is green after successes, grey without attempts, and red by the share that failed', async t => {
  const of = buckets([5, 0, 1, 0], [0, 0, 3, 2])
  t.equal(drawn(History({ of }), 'none').length, 1)
  t.same(drawn(History({ of }), 'good').map(({ y, height }) => [y, height]), [[6, 10], [12, 4]])
  t.same(drawn(History({ of }), 'bad').map(({ x, height }) => [x, height]), [[8, 12], [12, 16]])
})

t.test('Failures stand on successes, the largest bar has the full height, and a single attempt is visible', async t => {
  const of = buckets([1000, 1, 0], [0, 500, 0])
  const [good, bad] = ['good', 'bad'].map(name => drawn(Bars({ of }), name).map(({ height }) => height))
  t.same(good, [94, 2, 0])
  t.same(bad, [0, 47, 0])
  const [, second] = drawn(Bars({ of }), 'bad')
  t.equal(second!.y, 96 - 2 - 47 - 1, 'with a gap')
})

t.test('Latency is drawn where there were answers alone', async t => {
  t.same(drawn(Latency({ of: buckets([1, 0, 2], [0, 3, 0]) }), 'most95').map(({ x, height }) => [x, height]), [[0, 46], [400, 92]])
})
