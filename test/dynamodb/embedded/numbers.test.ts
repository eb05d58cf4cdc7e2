import t from 'tap'
import { orderedText } from '../../../src/dynamodb/embedded/numbers.js'
import { fc } from '../../helpers/chance.js'

t.test('A whole number has the same place in keys in every form.', async t => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 999_999_999 }), fc.integer({ min: 0, max: 5 }), (number, zeros) => {
    const text = `${number}${'0'.repeat(zeros)}`
    t.equal(orderedText(text), orderedText(`${text}.0`))
    t.equal(orderedText(text), orderedText(`${number}e${zeros}`))
  }))
})

t.test('Texts of numbers have the order of the numbers.', async t => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 46 }), fc.integer({ min: 0, max: 2 ** 46 }), (one, other) => {
    t.equal(Math.sign(one - other), order(orderedText(String(one)), orderedText(String(other))), `${one} and ${other}`)
  }))
})

const order = (one: string, other: string) => one < other ? -1 : Number(one > other)
