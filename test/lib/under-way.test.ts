import t from 'tap'
import { createUnderWay } from '../../src/lib/under-way.js'

t.test('Open entries are listed in their order, without entries that ended.', async t => {
  const underWay = createUnderWay<string>()
  const listed = () => [...underWay.places()].map(({ value }) => value)
  const [first, second, third] = ['first', 'second', 'third'].map(underWay.add)
  t.strictSame(listed(), ['first', 'second', 'third'])
  underWay.remove(second!)
  underWay.remove(second!)
  t.strictSame(listed(), ['first', 'third'])
  underWay.remove(first!)
  underWay.add('fourth')
  t.strictSame(listed(), ['third', 'fourth'])
  underWay.remove(third!)
  for (const place of underWay.places()) underWay.remove(place)
  t.strictSame(listed(), [], 'the current entry may be removed')
  underWay.add('fifth')
  t.strictSame(listed(), ['fifth'])
})

t.test('An entry that ended keeps no reference to later entries.', async t => {
  const underWay = createUnderWay<string>()
  const [first, second] = ['first', 'second'].map(underWay.add)
  underWay.remove(first!)
  t.match(first, { before: undefined, after: undefined })
  t.equal(second!.before, undefined)
})
