import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { compileFilter, filterProblem, firstMismatch, type Json } from '../../src/lib/json-filter.js'
import { fc, runs } from '../helpers/chance.js'

const order = {
  status: 'paid', amount: 100, tags: ['gift', 'red'], items: [{ id: 1, price: 5 }, { id: 2, price: 50 }], note: null,
  deep: { a: { b: 'x' } }
}

const cases: Array<[string, Json, boolean]> = [
  ['an empty filter', {}, true],
  ['an equal member', { status: 'paid' }, true],
  ['a different member', { status: 'open' }, false],
  ['a number is not text', { amount: '100' }, false],
  ['all members have to match', { status: 'paid', amount: 1 }, false],
  ['a nested member', { deep: { a: { b: 'x' } } }, true],
  ['a different nested member', { deep: { a: { b: 'y' } } }, false],
  ['null is null', { note: null }, true],
  ['null is not absent', { missing: null }, false],
  ['an array contains a primitive', { tags: 'gift' }, true],
  ['an array does not contain it', { tags: 'blue' }, false],
  ['an array contains all of a list', { tags: ['red', 'gift'] }, true],
  ['an array contains some of a list', { tags: ['red', 'blue'] }, false],
  ['a list in a filter matches arrays only', { status: ['paid'] }, false],
  ['one element of an array has all members', { items: { id: 2, price: 50 } }, true],
  ['no element of an array has all members', { items: { id: 1, price: 50 } }, false],
  ['a list of objects', { items: [{ id: 1 }, { id: 2 }] }, true],
  ['a list with operators', { items: [{ price: { $gt: 40 } }] }, true],
  ['$eq', { status: { $eq: 'paid' } }, true],
  ['$eq of an array compares it whole', { tags: { $eq: ['gift', 'red'] } }, true],
  ['$eq of an object compares it whole', { deep: { $eq: { a: { b: 'x' } } } }, true],
  ['$eq of a part of an object', { deep: { $eq: { a: {} } } }, false],
  ['$neq', { status: { $neq: 'open' } }, true],
  ['$neq of the equal value', { status: { $neq: 'paid' } }, false],
  ['$neq of an element', { tags: { $neq: 'gift' } }, false],
  ['$neq of an absent member', { missing: { $neq: 1 } }, false],
  ['$gt', { amount: { $gt: 99 } }, true],
  ['$gt of the same value', { amount: { $gt: 100 } }, false],
  ['$gte and $lt', { amount: { $gte: 100, $lt: 101 } }, true],
  ['$lte', { amount: { $lte: 99 } }, false],
  ['texts are compared', { status: { $gte: 'p' } }, true],
  ['a text is not compared with a number', { status: { $gte: 1 } }, false],
  ['an element is compared', { items: { price: { $gt: 40 } } }, true],
  ['$in', { status: { $in: ['open', 'paid'] } }, true],
  ['$in of other types', { amount: { $in: ['100'] } }, false],
  ['$in of text that contains it', { status: { $in: 'ai' } }, true],
  ['$in of an element', { tags: { $in: ['red', 'blue'] } }, true],
  ['$nin', { status: { $nin: ['open'] } }, true],
  ['$nin of an element', { tags: { $nin: ['red'] } }, false],
  ['$nin of an absent member', { missing: { $nin: ['red'] } }, false],
  ['$startsWith', { status: { $startsWith: 'pa' } }, true],
  ['$startsWith one of several', { status: { $startsWith: ['x', 'p'] } }, true],
  ['$endsWith', { status: { $endsWith: 'id' } }, true],
  ['$endsWith of a number', { amount: { $endsWith: '0' } }, false],
  ['$exist', { note: { $exist: true } }, true],
  ['$exist of an absent member', { missing: { $exist: true } }, false],
  ['$exist false', { missing: { $exist: false } }, true],
  ['$exist false of a present member', { note: { $exist: false } }, false],
  ['$or of members', { $or: [{ status: 'open' }, { amount: 100 }] }, true],
  ['$or of values', { status: { $or: ['open', { $startsWith: 'p' }] } }, true],
  ['$or without a match', { $or: [{ status: 'open' }, { amount: 1 }] }, false],
  ['$or beside a member', { status: 'open', $or: [{ amount: 100 }] }, false],
  ['$and', { $and: [{ status: 'paid' }, { amount: { $gt: 1 } }] }, true],
  ['$and with one part that does not match', { $and: [{ status: 'paid' }, { amount: 1 }] }, false],
  ['$not', { status: { $not: { $in: ['open'] } } }, true],
  ['$not of members', { $not: { status: 'paid', amount: 100 } }, false],
  ['$not around an absent member', { $not: { missing: 1 } }, true],
  ['$not inside an absent member', { missing: { $not: 1 } }, false],
  ['a member of the prototype is absent', { toString: { $exist: true } }, false],
  ['members below a text', { status: { length: 4 } }, false]
]

for (const [name, filter, expected] of cases) {
  t.test(`${name}: ${JSON.stringify(filter)}`, async t => {
    t.equal(filterProblem(filter), undefined)
    t.equal(compileFilter(filter)(order), expected)
    t.equal(firstMismatch(filter, order) === undefined, expected)
  })
}

t.test('A member named __proto__ is treated like all others.', async t => {
  const filter = JSON.parse('{"__proto__":{"a":1}}') as Json
  t.equal(compileFilter(filter)(JSON.parse('{"__proto__":{"a":1}}')), true)
  t.equal(compileFilter(filter)({}), false)
})

t.test('The first condition that does not match is named.', async t => {
  t.same(firstMismatch({ status: 'paid', deep: { a: { b: 'y' } }, amount: 1 }, order), { path: ['deep', 'a', 'b'], condition: 'y' })
  t.same(firstMismatch({ $and: [{ status: 'paid' }, { amount: { $lt: 5 } }] }, order), { path: ['amount'], condition: { $lt: 5 } })
  t.same(firstMismatch({ missing: { $gt: 5 } }, order), { path: ['missing'], condition: { $gt: 5 } })
  t.same(firstMismatch({ $or: [{ status: 'a' }, { amount: 1 }] }, order), {
    path: [], condition: { $or: [{ status: 'a' }, { amount: 1 }] }
  })
})

t.test('A filter that takes more than a million steps on a value matches; a smaller one on the same value is decided.', async t => {
  const letters: string[] = Array(50_000).fill('a')
  const rest: Json[] = [{ $eq: 'z' }]
  const texts = Array.from({ length: 8 }, (_, at) => 'b'.repeat(at + 1))
  const values: Array<[string, Json, unknown]> = [
    ['many conditions', { $neq: 'b' }, letters],
    ['lists of texts', { $not: { $startsWith: texts } }, letters.map(() => 'a'.repeat(8))],
    ['compared objects', { $neq: { a: 1, b: { c: [] } } }, letters.map(() => ({ a: 1, b: {} }))],
    ['a compared array', { $neq: [1] }, letters],
    ['members of elements', { $not: { b: { c: 1 } } }, letters.map(() => ({ b: {} }))],
    ['parts of a long text', { $not: { $in: 'aab' } }, 'a'.repeat(2_000_000)]
  ]
  for (const [name, condition, value] of values) {
    const large: Json = { $and: [...Array(40).fill(condition) as Json[], ...rest] }
    t.equal(filterProblem(large), undefined)
    t.equal(compileFilter(large)(value), true, name)
    t.equal(firstMismatch(large, value), undefined, name)
    t.equal(compileFilter({ $and: [condition, ...rest] })(value), false, `one condition: ${name}`)
  }
})

t.test('A filter that contradicts itself matches nothing, and one without a condition everything, however deep it is.', async t => {
  const negated = (levels: number, filter: Json): Json => levels === 0 ? filter : { $not: negated(levels - 1, filter) }
  for (const [filter, matches] of [
    [{ $and: [{ amount: 1 }, { $not: { amount: 1 } }] }, false], [{ $or: [{ amount: 1 }, { $not: { amount: 1 } }] }, true],
    [{ amount: { $gt: 5, $lt: 5 } }, false], [negated(18, { amount: 100 }), true], [negated(19, { amount: 100 }), false],
    [{ $not: {} }, false], [negated(20, {}), true]
  ] as Array<[Json, boolean]>) {
    t.equal(filterProblem(filter), undefined)
    t.equal(compileFilter(filter)(order), matches, JSON.stringify(filter))
  }
})

const nested = (levels: number): Json => levels === 0 ? 1 : { a: nested(levels - 1) }
const wrong: Array<[Json, string[], RegExp]> = [
  [{ a: { $regex: 'x' } }, ['a', '$regex'], /is no operator: they are \$eq, /],
  [{ a: { $ref: 'b' } }, ['a', '$ref'], /is no operator/],
  [JSON.parse('{"$__proto__":1}') as Json, ['$__proto__'], /is no operator/],
  [{ a: { $gt: true } }, ['a', '$gt'], /must be a number or a string/],
  [{ a: { $in: [] } }, ['a', '$in'], /must be a string, or a list of 1 to 500/],
  [{ a: { $in: [{}] } }, ['a', '$in'], /must be a string, or a list/],
  [{ a: { $in: Array.from({ length: 501 }, () => 1) } }, ['a', '$in'], /1 to 500/],
  [{ a: { $startsWith: 1 } }, ['a', '$startsWith'], /must be a string/],
  [{ a: { $exist: 1 } }, ['a', '$exist'], /must be true or false/],
  [{ $or: {} }, ['$or'], /must be a list of 1 to 500 filters/],
  [{ $or: [{ a: { $lt: null } }] }, ['$or', '0', 'a', '$lt'], /must be a number/],
  [{ a: { $gt: 1, b: 2 } }, ['a', '$gt'], /must not stand beside members/],
  [nested(21), Array.from({ length: 21 }, () => 'a'), /deeper than 20/],
  [{ a: Array.from({ length: 300 }, (_, n) => n) }, ['a', '198'], /more than 200 conditions/]
]

for (const [filter, path, problem] of wrong) {
  t.test(`The filter is refused: ${JSON.stringify(filter).slice(0, 60)}`, async t => {
    const found = filterProblem(filter)
    t.same(found?.path, path)
    t.match(found?.problem, problem)
  })
}

// The rules of contract 2.3, written a second time, by recursion over the value.
function holds (filter: Json, value: unknown): boolean {
  if (Array.isArray(filter)) return Array.isArray(value) && filter.every(part => value.some(one => holds(part, one)))
  if (filter === null || typeof filter !== 'object') return value === filter || (Array.isArray(value) && value.includes(filter))
  return Object.entries(filter).every(([name]) => name.startsWith('$')) ? ofOperators(filter, value) : ofMembers(filter, value)
}

const ofOperators = (filter: Record<string, Json>, value: unknown) =>
  Object.entries(filter).every(([name, operand]) => operator(name, operand, value))

function ofMembers (filter: Record<string, Json>, value: unknown): boolean {
  const [logical, members] = [
    Object.entries(filter).filter(([name]) => name.startsWith('$')), Object.entries(filter).filter(([name]) => !name.startsWith('$'))
  ]
  const candidates = Array.isArray(value) ? value as unknown[] : [value]
  return logical.every(([name, operand]) => operator(name, operand, value)) && candidates.some(one =>
    typeof one === 'object' && one !== null && !Array.isArray(one) && members.every(([name, part]) =>
      holds(part, (one as Record<string, unknown>)[name])))
}

const eachOf = (value: unknown): unknown[] => [value, ...Array.isArray(value) ? value as unknown[] : []]
const isLike = (one: unknown, operand: Json): one is string => typeof one === typeof operand
const isIn = (one: unknown, operand: Json) =>
  Array.isArray(operand) ? operand.includes(one as Json) : typeof one === 'string' && one.includes(operand as string)

const TOLD: Record<string, (operand: Json, value: unknown) => boolean> = {
  $eq: (operand, value) => eachOf(value).some(one => isDeepStrictEqual(one, operand)),
  $neq: (operand, value) => value !== undefined && !eachOf(value).some(one => isDeepStrictEqual(one, operand)),
  $gt: (operand, value) => eachOf(value).some(one => isLike(one, operand) && one > operand!),
  $lte: (operand, value) => eachOf(value).some(one => isLike(one, operand) && one <= operand!),
  $in: (operand, value) => eachOf(value).some(one => isIn(one, operand)),
  $nin: (operand, value) => value !== undefined && !eachOf(value).some(one => isIn(one, operand)),
  $startsWith: (operand, value) =>
    eachOf(value).some(one => typeof one === 'string' && ([operand].flat() as string[]).some(text => one.slice(0, text.length) === text)),
  $exist: (operand, value) => operand === (value !== undefined),
  $or: (operand, value) => (operand as Json[]).some(part => holds(part, value)),
  $and: (operand, value) => !(operand as Json[]).some(part => !holds(part, value)),
  $not: (operand, value) => value !== undefined && !holds(operand, value)
}

const operator = (name: string, operand: Json, value: unknown) => TOLD[name]!(operand, value)

const name = fc.constantFrom('a', 'b', 'c')
const primitive = fc.oneof(fc.constantFrom<Json>(null, true, false, 0, 1, 2, '', 'a', 'ab', 'b'))
const { value } = fc.letrec<{ value: Json }>(tie => ({
  value: fc.oneof({ maxDepth: 3 }, primitive, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(name, tie('value'), { maxKeys: 3 }))
}))
const comparable = fc.constantFrom<Json>(0, 1, 2, '', 'a', 'b')
const text = fc.constantFrom('', 'a', 'ab')
const { filter } = fc.letrec<{ filter: Json, logical: Json }>(tie => ({
  logical: fc.record<Record<string, Json>>({
    $or: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }), $and: fc.array(tie('filter'), { minLength: 1, maxLength: 2 }),
    $not: tie('filter')
  }, { requiredKeys: [] }),
  filter: fc.oneof({ maxDepth: 2 }, primitive, fc.array(tie('filter'), { maxLength: 2 }),
    fc.tuple(fc.dictionary(name, tie('filter'), { maxKeys: 2 }), tie('logical')).map(([members, logical]) =>
      ({ ...members, ...logical as object })),
    fc.record<Record<string, Json>>({
      $eq: value, $neq: value,
      $gt: comparable, $lte: comparable, $in: fc.oneof<fc.Arbitrary<Json>[]>(text, fc.array(primitive, { minLength: 1, maxLength: 3 })),
      $nin: fc.array(primitive, { minLength: 1, maxLength: 3 }), $startsWith: text, $exist: fc.boolean()
    }, { requiredKeys: [] }),
    tie('logical'))
}))

t.test('Random filters on random values give the results of the rules.', async t => {
  let matched = 0
  fc.assert(fc.property(filter, fc.array(value, { minLength: 10, maxLength: 10 }), (filter, values) => {
    if (filterProblem(filter)) return
    const test = compileFilter(filter)
    for (const value of values) {
      const expected = holds(filter, value)
      if (expected) matched++
      if (test(value) !== expected || (firstMismatch(filter, value) === undefined) !== expected) throw new Error(JSON.stringify(value))
    }
  }), { numRuns: runs(500, 5000) })
  t.ok(matched > 150, `${matched} matched`)
})
