import t from 'tap'
import { Type } from '@sinclair/typebox'
import { crowdIn } from '../../src/plugins/member-limits.js'
import { shapeOf } from '../../src/http/body-shape.js'
import { MapOf, Nullable } from '../../src/schemas/common-schema.js'

const Item = Type.Object({ labels: Type.Optional(Nullable(Type.Array(Type.String(), { maxItems: 2 }))) })
const schema = Type.Object({
  list: Type.Optional(Type.Array(Type.String(), { maxItems: 3 })),
  map: Nullable(MapOf(Type.String(), { maxProperties: 2 })),
  inner: Type.Object({ items: Type.Array(Item, { maxItems: 30_000 }) }),
  free: MapOf(Type.Unknown())
})
const shape = shapeOf(schema)
const refusal = (data: unknown) => crowdIn(data, shape)?.violations.map(({ loc, msg }) => [loc.join('.'), msg])

t.test('A list or map with too many members is found at any depth, before the members are validated.', async t => {
  t.strictSame(refusal({ list: [1, 2, 3, 4] }), [['body.list', 'must NOT have more than 3 items']])
  t.strictSame(refusal({ map: { a: 1, b: 2, c: 3 } }), [['body.map', 'must NOT have more than 2 properties']])
  t.strictSame(refusal({ inner: { items: [{}, { labels: [] }, { labels: ['a', 'b', 'c'] }] } }), [
    ['body.inner.items.2.labels', 'must NOT have more than 2 items']
  ])
})

t.test('A value within its limits, without a limit or without members passes.', async t => {
  const passing = [
    { list: [1, 2, 3], map: { a: 1, b: 2 }, inner: { items: [{ labels: ['a', 'b'] }] } },
    { free: { a: 1, b: 2, c: 3, d: 4 }, other: [1, 2, 3, 4] },
    { list: { a: 1, b: 2, c: 3, d: 4 }, map: [1, 2, 3], inner: [{ items: 1 }] },
    { list: 'four', map: null, inner: { items: [1, null, [1, 2, 3]] } }, null, 1, 'x', [1, 2, 3, 4]
  ]
  for (const data of passing) t.equal(refusal(data), undefined, JSON.stringify(data))
  t.equal(crowdIn({ a: [1] }, {}), undefined, 'without a shape')
})

t.test('All lists and maps together have a limit, too.', async t => {
  const items = (count: number) => ({ inner: { items: Array.from({ length: count }, () => ({ labels: ['a', 'b'] })) } })
  t.equal(refusal(items(6000)), undefined)
  t.match(refusal(items(7000)), [
    [/^body\.inner\.items\.\d+\.labels$/, 'must NOT have more than 20000 items and properties in all lists and maps together']
  ])
})
