import t, { type Test } from 'tap'
import { fc, type Arbitrary } from '../helpers/chance.js'
import { everyList, type Known, type Listed } from '../helpers/listed.js'

// Compares every list with a plain model: all items in order, cut by the query.

const DAY_MS = 86_400_000
const { api, lists, now } = await everyList()

interface Query {
  limit: number | undefined
  /** An item, by its index among all, and the direction from there. */
  from: { place: number, isBackward: boolean } | undefined
  before: number | undefined
  after: number | undefined
  isReversed: boolean
  filter: Listed['filters'][number] | undefined
}

interface Page { data: Array<Record<string, string>>, iterator: string | null, prevIterator?: string, done: boolean }

// An id of the forward direction cannot begin with the sign for backwards.
const iteratorOf = (key: string) => key.startsWith('-') ? `~${key}` : key
const floor = (ms: number) => Math.floor(ms / 4) * 4

/** All items that match a query, in order, from the beginning. */
function matching ({ all, filters }: Listed, { before, after, isReversed, filter }: Query): Known[] {
  const unfiltered = filters.find(({ query }) => query === '')
  const kept = all.filter((filter ?? unfiltered)?.keeps ?? (() => true))
    .filter(({ at }) => (before === undefined || at < floor(before)) && (after === undefined || at >= floor(after)))
  return isReversed ? kept.reverse() : kept
}

/** The keys of the page that a query returns, and whether it is the last in its direction. */
function model (list: Listed, query: Query): { keys: string[], done: boolean } {
  const { limit = 50, from, isReversed } = query
  const order = isReversed ? [...list.all].reverse() : list.all
  const place = (one: Known) => order.indexOf(one)
  const start = from && place(list.all[from.place]!)
  const rest = matching(list, query).filter(one => start === undefined || (from!.isBackward ? place(one) < start : place(one) > start))
  const keys = (from?.isBackward ? rest.slice(Math.max(0, rest.length - limit)) : rest.slice(0, limit)).map(({ key }) => key)
  return { keys, done: limit === 0 || rest.length <= limit }
}

function textOf (list: Listed, { limit, from, before, after, isReversed, filter }: Query): string {
  const isAscending = list.all[0]!.key < list.all[1]!.key
  const parts = new URLSearchParams({
    ...(limit !== undefined && { limit: String(limit) }),
    ...(from && { iterator: from.isBackward ? `-${list.all[from.place]!.key}` : iteratorOf(list.all[from.place]!.key) }),
    ...(before !== undefined && { before: new Date(before).toISOString() }),
    ...(after !== undefined && { after: new Date(after).toISOString() }),
    ...(isReversed && { order: isAscending ? 'descending' : 'ascending' })
  })
  return [parts.toString(), filter?.query ?? ''].filter(part => part !== '').join('&')
}

async function read ({ path }: Listed, text: string): Promise<Page> {
  const { status, body } = await api('GET', `${path}?${text}`)
  if (status !== 200) throw new Error(`${path}?${text}: ${status} ${JSON.stringify(body)}`)
  return body
}

const maybe = <T>(one: Arbitrary<T>) => fc.option(one, { nil: undefined })

function queries (list: Listed): Arbitrary<Query> {
  const near = fc.nat(list.all.length - 1).map(place => list.all[place]!.at)
  const instant = fc.oneof(
    { weight: 4, arbitrary: near }, fc.integer({ min: -200, max: 200 }).map(days => now + days * DAY_MS),
    fc.constantFrom(0, Date.UTC(2020, 0, 1), Date.UTC(9999, 0, 1))
  )
  return fc.record<Query>({
    limit: fc.oneof(fc.nat(9), fc.constantFrom(undefined, 250)),
    from: maybe(fc.record({ place: fc.nat(list.all.length - 1), isBackward: fc.boolean() })),
    before: list.isTimed ? maybe(instant) : fc.constant(undefined),
    after: list.isTimed ? maybe(instant) : fc.constant(undefined),
    isReversed: list.isOrdered ? fc.boolean() : fc.constant(false),
    filter: list.filters.length > 0 ? maybe(fc.constantFrom(...list.filters)) : fc.constant(undefined)
  })
}

/** Reads page after page in one direction until `done`; throws when the loop does not end. */
async function loop (list: Listed, query: Query, isBackward: boolean): Promise<string[]> {
  const seen: string[] = []
  for (let page = await read(list, textOf(list, query)), turns = 0; ; turns++) {
    const keys = page.data.map(list.keyOf)
    if (isBackward) seen.unshift(...keys)
    else seen.push(...keys)
    if (page.done) return seen
    const iterator = isBackward ? page.prevIterator : page.iterator
    if (iterator == null || turns > 200) throw new Error(`The loop over ${list.path} does not end: ${textOf(list, query)}`)
    const rest = new URLSearchParams(textOf(list, query))
    rest.set('iterator', iterator)
    page = await read(list, rest.toString())
  }
}

const check = async (list: Listed, numRuns: number, property: (query: Query) => Promise<void>) =>
  await fc.assert(fc.asyncProperty(queries(list), property), { numRuns, endOnFailure: true })

for (const list of lists) {
  t.test(`${list.operation}: every page equals that of a plain model of the list.`, async (t: Test) => {
    t.ok(list.all.length >= 7, `${list.all.length} items`)
    await check(list, 80, async query => {
      const { keys, done } = model(list, query)
      const page = await read(list, textOf(list, query))
      t.strictSame(page.data.map(list.keyOf), keys, textOf(list, query))
      const [first, last] = [keys[0], keys.at(-1)]
      t.strictSame({ ...page, data: [] }, {
        data: [], iterator: last === undefined ? null : iteratorOf(last), ...(first !== undefined && { prevIterator: `-${first}` }), done
      })
    })
  })

  t.test(`${list.operation}: a loop until done returns each item once, in order, in both directions, with any filters and bounds.`, async (
    t: Test
  ) => {
    await check(list, 25, async query => {
      const limit = query.limit === undefined ? undefined : Math.max(1, query.limit)
      const everything = matching(list, query).map(({ key }) => key)
      t.strictSame(await loop(list, { ...query, limit, from: undefined }, false), everything, textOf(list, query))
      const place = query.isReversed ? 0 : list.all.length - 1
      const last = list.all[place]!.key
      t.strictSame(
        await loop(list, { ...query, limit, from: { place, isBackward: true } }, true), everything.filter(key => key !== last),
        `${textOf(list, query)} backwards`
      )
    })
  })

  t.test(`${list.operation}: a loop over empty pages ends.`, async (t: Test) => {
    for (const from of [undefined, { place: 2, isBackward: false }, { place: 2, isBackward: true }]) {
      t.strictSame(await loop(
        list, { limit: 0, from, before: undefined, after: undefined, isReversed: false, filter: undefined }, from?.isBackward ?? false
      ), [])
    }
  })
}
