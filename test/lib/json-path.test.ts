import t from 'tap'
import { elements, rawAt } from '../../src/lib/json-path.js'

const json = ' { "a" : [ 1e400 , {"b\\n": [ ] , "c":"]}" } ,"x"], "a2": null, "é": 1.10 } '

t.test('A path gives the text of a value as it was written.', async t => {
  const cases: Array<[Array<string | number>, string | undefined]> = [
    [['a', 0], '1e400'], [['a', 1, 'b\n'], '[ ]'], [['a', 1, 'c'], '"]}"'], [['a', 2], '"x"'], [['a2'], 'null'], [['é'], '1.10'],
    [['a', 3], undefined], [['a', 'length'], undefined], [['b'], undefined], [['a2', 'x'], undefined], [['a2', 0], undefined],
    [['a', 1, 'b\n', 0], undefined]
  ]
  for (const [path, text] of cases) t.equal(rawAt(json, path), text, path.join('.'))
})

t.test('An array gives the texts of its elements. Any other value gives none.', async t => {
  t.strictSame(elements(' [ 1.0 ,{"a": [1, 2]},"," ,[ ] ] '), ['1.0', '{"a": [1, 2]}', '","', '[ ]'])
  for (const none of ['[]', ' [ ] ', '{}', '"[1]"', 'null']) t.strictSame(elements(none), [], none)
})
