import { fc } from '../../helpers/chance.js'
import type { Step } from './cases.js'

const key = fc.record({ h: fc.constantFrom('a', 'b'), r: fc.constantFrom('a', 'ab', 'b', 'é', '\u0001', '~') })
// Numbers in their canonical form: DynamoDB Local stores another form of an update as it came.
const number = fc.oneof(fc.integer({ min: -99, max: 99 })
  .map(String), fc.constantFrom('1.5', '100000000000000000000', '-0.001', '123456789012345678901234567890'))
const keyOf = ({ h, r }: { h: string, r: string }) => ({ h: { S: h }, r: { S: r } })

const put = fc.tuple(key, number).map(([one, n]): Step =>
  ['PutItem', { TableName: 'texts', Item: { ...keyOf(one), n: { N: n } }, ReturnValues: 'ALL_OLD', ReturnConsumedCapacity: 'TOTAL' }])
const guarded = fc.tuple(key, number, fc.constantFrom('=', '<>', '<', '>=')).map(([one, n, operator]): Step =>
  ['DeleteItem', {
    TableName: 'texts', Key: keyOf(one), ConditionExpression: `n ${operator} :n`, ExpressionAttributeValues: { ':n': { N: n } },
    ReturnConsumedCapacity: 'TOTAL'
  }])
const update = fc.tuple(key, number, fc.constantFrom('SET n = if_not_exists(n, :n)', 'ADD n :n', 'SET m = :n REMOVE n'))
  .map(([one, n, UpdateExpression]): Step =>
    ['UpdateItem', {
      TableName: 'texts', Key: keyOf(one), UpdateExpression, ExpressionAttributeValues: { ':n': { N: n } }, ReturnValues: 'ALL_NEW'
    }])
const moved = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: -3, max: 3 }), fc.boolean()).map(([h, at, isIn]): Step =>
  ['PutItem', {
    TableName: 'indexed', Item: { h: { S: h }, at: { N: String(at) }, ...(isIn && { part: { S: '0' } }) }, ReturnConsumedCapacity: 'INDEXES'
  }])
const look = fc.tuple(fc.constantFrom('a', 'b'), fc.boolean(), fc.integer({ min: 1, max: 4 })).map(([h, ScanIndexForward, Limit]): Step =>
  ['Query', {
    TableName: 'texts', KeyConditionExpression: 'h = :h', ExpressionAttributeValues: { ':h': { S: h } }, ScanIndexForward, Limit
  }])
// The order of entries with the same index key is not promised.
const indexed = fc.integer({ min: -3, max: 3 }).map((at): Step =>
  ['Query', {
    TableName: 'indexed', IndexName: 'keys', KeyConditionExpression: 'part = :p AND #at >= :at', ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':p': { S: '0' }, ':at': { N: String(at) } }, Select: 'COUNT'
  }])

/** Calls of a random kind, one after the other. */
export const randomSteps = fc.array(fc.oneof(put, put, guarded, update, update, moved, moved, look, indexed), {
  minLength: 5, maxLength: 40
})
