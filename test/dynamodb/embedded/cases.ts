import type { AttributeValue, CreateTableCommandInput, ScalarAttributeType } from '@aws-sdk/client-dynamodb'
import type { Operation } from '../../../src/dynamodb/call.js'

export type Step = [operation: Operation, input: object]

/** One behaviour of DynamoDB: calls made one after the other, on tables of their own. */
export interface Case { name: string, steps: Step[] }

type Index = [hash: string, range: string | undefined, projection: {
  ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE', NonKeyAttributes?: string[]
}]

export function table (
  TableName: string, [hash, range]: [hash: string, range?: string], types: Record<string, ScalarAttributeType>,
  indexes: Record<string, Index> = {}
): CreateTableCommandInput {
  const schema = (hash: string, range?: string) =>
    [{ AttributeName: hash, KeyType: 'HASH' as const }, ...range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' as const }]]
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: schema(hash, range),
    AttributeDefinitions: Object.entries(types).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    ...(Object.keys(indexes).length > 0 && {
      GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, [hash, range, Projection]]) =>
        ({ IndexName, KeySchema: schema(hash, range), Projection }))
    })
  }
}

/** A put in a transaction. */
function putIn (h: string, data: string, ConditionExpression?: string): object {
  return { Put: { TableName: 'single', Item: { h: { S: h }, data: { S: data } }, ...(ConditionExpression && { ConditionExpression }) } }
}

/** The start of each case: empty tables with keys of all types and indexes of all projections. */
export const TABLES = [
  table('texts', ['h', 'r'], { h: 'S', r: 'S' }),
  table('numbers', ['h', 'r'], { h: 'N', r: 'N' }),
  table('bytes', ['h', 'r'], { h: 'B', r: 'B' }),
  table('single', ['h'], { h: 'S' }),
  table('indexed', ['h'], { h: 'S', part: 'S', at: 'N' }, {
    keys: ['part', 'at', { ProjectionType: 'KEYS_ONLY' }],
    whole: ['part', 'h', { ProjectionType: 'ALL' }],
    some: ['part', undefined, { ProjectionType: 'INCLUDE', NonKeyAttributes: ['name'] }]
  })
]

const S = (S: string): AttributeValue => ({ S })
const N = (N: number | string): AttributeValue => ({ N: String(N) })
const B = (...bytes: number[]): AttributeValue => ({ B: Buffer.from(bytes) })

const single = { TableName: 'single' }
const k = { h: S('k') }
const putK = (item: Record<string, AttributeValue> = {}): Step => ['PutItem', { ...single, Item: { ...k, ...item } }]
const getK: Step = ['GetItem', { ...single, Key: k, ConsistentRead: true }]
const update = (UpdateExpression: string, values: Record<string, AttributeValue> = {}, more: object = {}): Step => ['UpdateItem', {
  ...single, Key: k, UpdateExpression, ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  ReturnValues: 'ALL_NEW', ...more
}]
/** A write that is made if the condition holds, and refused otherwise. It changes nothing. */
const when = (ConditionExpression: string, values: Record<string, AttributeValue> = {}, names: Record<string, string> = {}): Step =>
  ['UpdateItem', {
    ...single, Key: k, ConditionExpression, ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names })
  }]
const rich: Record<string, AttributeValue> = {
  text: S('hello'), number: N(7), yes: { BOOL: true }, nothing: { NULL: true }, bin: B(1, 2, 3), texts: { SS: ['a', 'b'] },
  numbers: { NS: ['1', '2'] },
  list: { L: [S('x'), N(2), { M: { deep: S('y') } }] }, map: { M: { a: N(1), b: { L: [S('z')] }, c: { M: { d: S('w') } } } }, empty: S('')
}
const put = (TableName: string, Item: Record<string, AttributeValue>): Step => ['PutItem', { TableName, Item }]
const query = (TableName: string, KeyConditionExpression: string, values: Record<string, AttributeValue>, more: object = {}): Step =>
  ['Query', { TableName, KeyConditionExpression, ExpressionAttributeValues: values, ...more }]
const texts = ['', 'a', 'ab', 'abc', 'b', 'é', '\u0000', '\u0001', 'a\u0000', 'a\u0001b', 'ÿ', '\uffff', '😀', '~'].filter(text =>
  text !== '')
const numbers = [
  '0', '-0', '1', '-1', '10', '-10', '1.5', '-1.5', '0.001', '-0.001', '1e20', '-1e20', '1e-20', '123456789012345678901234567890',
  '9.9e125', '1e-130', '100'
]
const inOrder = { ...single, ReturnConsumedCapacity: 'INDEXES' }

export const CASES: Case[] = [
  {
    name: 'An item is stored, read and removed.',
    steps: [putK(rich), getK, ['DeleteItem', { ...single, Key: k, ReturnValues: 'ALL_OLD' }], getK]
  },
  {
    name: 'PutItem replaces the whole item and can return the old one.',
    steps: [putK({ a: N(1) }), ['PutItem', { ...single, Item: { ...k, b: N(2) }, ReturnValues: 'ALL_OLD' }], getK]
  },
  {
    name: 'Numbers are returned in one normal form.', steps: [...[
      '1.0', '1e3', '00012', '-0', '1.50', '1E-7', '.5', '5.', '+3', '123456789012345678', '1e40', '0.1e-5'
    ].flatMap(text => [putK({ n: N(text) }), getK])]
  },
  {
    name: 'Malformed numbers and numbers out of range are refused.',
    steps: ['', 'x', '1e126', '1e-131', '123456789012345678901234567890123456789', '0x1', '1 2', 'NaN'].map(text => putK({ n: N(text) }))
  },
  {
    name: 'Malformed attribute values are refused.',
    steps: [
      putK({ a: {} as AttributeValue }), putK({ a: { SS: [] } }), putK({ a: { SS: ['a', 'a'] } }), putK({ a: { NS: ['1', '1.0'] } }),
      putK({ a: { NULL: false } as never }), putK({ a: { S: 'a', N: '1' } as never })
    ]
  },
  {
    name: 'Keys that are missing, empty, too long, too many or of another type are refused.',
    steps: [
      ['PutItem', { ...single, Item: { a: N(1) } }], ['PutItem', { ...single, Item: { h: S('') } }],
      ['PutItem', { ...single, Item: { h: N(1) } }],
      ['PutItem', { ...single, Item: { h: S('x'.repeat(2049)) } }], ['PutItem', { ...single, Item: { h: S('x'.repeat(2048)) } }],
      put('texts', { h: S('h'), r: S('x'.repeat(1025)) }), put('texts', { h: S('h'), r: S('x'.repeat(1024)) }), put('texts', { h: S('h') }),
      put('texts', { h: S('h'), r: S('') }),
      put('bytes', { h: B(), r: B(1) }), ['GetItem', { ...single, Key: { h: S('k'), r: S('x') } }],
      ['GetItem', { TableName: 'texts', Key: k }], ['GetItem', { ...single, Key: { x: S('k') } }],
      put('indexed', { h: S('h'), part: N(1) }), put('indexed', { h: S('h'), part: S('') })
    ]
  },
  {
    name: 'An item of 400 KB is stored, and a larger one is refused.',
    steps: [putK({ a: S('x'.repeat(400 * 1024 - 3)) }), putK({ a: S('x'.repeat(400 * 1024 - 2)) }), putK({ a: S('é'.repeat(200 * 1024)) })]
  },
  {
    name: 'A missing table has its own error name.', steps: [
      ['GetItem', { TableName: 'absent', Key: k }], ['PutItem', { TableName: 'absent', Item: k }], ['Scan', { TableName: 'absent' }],
      ['DescribeTable', { TableName: 'absent' }], ['DeleteTable', { TableName: 'absent' }]
    ]
  },
  {
    name: 'Conditions compare values.',
    steps: [
      putK(rich),
      ...['=', '<>', '<', '<=', '>', '>='].flatMap(operator => [
        S('hello'), S('a'), S('z'), N(7)
      ].map(value => when(`text ${operator} :v`, { ':v': value }, {}))).map(([, input]): Step => ['UpdateItem', {
        ...input, ConditionExpression: (input as { ConditionExpression: string }).ConditionExpression.replace('text', '#t'),
        ExpressionAttributeNames: { '#t': 'text' }
      }]),
      ...['=', '<>', '<', '>='].flatMap(operator =>
        [N('7.0'), N(8), N(-1), S('7')].map(value => when(`#n ${operator} :v`, { ':v': value }, { '#n': 'number' }))),
      ...['=', '<>', '<', '>='].map(operator => when(`#absent ${operator} :v`, { ':v': S('x') }, { '#absent': 'absent' })),
      when('bin > :v', { ':v': B(1, 2) }), when('bin = :v', { ':v': B(1, 2, 3) }), when('yes = :v', { ':v': { BOOL: true } }),
      when('yes = :v', { ':v': { BOOL: false } }),
      when('nothing = :v', { ':v': { NULL: true } }), when('texts = :v', { ':v': { SS: ['b', 'a'] } }),
      when('#l = :v', { ':v': rich.list! }, { '#l': 'list' }), when('#m = :v', { ':v': rich.map! }, { '#m': 'map' }),
      when('#m <> :v', { ':v': { M: {} } }, { '#m': 'map' })
    ]
  },
  {
    name: 'Conditions are joined by AND, OR, NOT and parentheses.',
    steps: [
      putK(rich),
      ...['attribute_exists(yes) AND attribute_exists(lack)', 'attribute_exists(lack) OR attribute_exists(yes)',
        'NOT attribute_exists(lack)', 'attribute_exists(yes) OR attribute_exists(lack) AND attribute_exists(lack)',
        '(attribute_exists(yes) OR attribute_exists(lack)) AND attribute_exists(lack)',
        'NOT (attribute_exists(lack) OR attribute_exists(lost))', 'NOT NOT attribute_exists(yes)',
        'attribute_exists(lack) or not attribute_exists(lack)'].map(text => when(text))
    ]
  },
  {
    name: 'Conditions have BETWEEN, IN and functions.',
    steps: [
      putK(rich),
      when('#n BETWEEN :a AND :b', { ':a': N(1), ':b': N(7) }, { '#n': 'number' }),
      when('#n BETWEEN :a AND :b', { ':a': N(8), ':b': N(9) }, { '#n': 'number' }),
      when('#n between :a and :b AND yes = :t', { ':a': N(1), ':b': N(9), ':t': { BOOL: true } }, { '#n': 'number' }),
      when('#n IN (:a, :b)', { ':a': N(1), ':b': N(7) }, { '#n': 'number' }), when('#n IN (:a)', { ':a': S('7') }, { '#n': 'number' }),
      when('begins_with(#t, :v)', { ':v': S('he') }, { '#t': 'text' }), when('begins_with(#t, :v)', { ':v': S('lo') }, { '#t': 'text' }),
      when('begins_with(bin, :v)', { ':v': B(1, 2) }), when('begins_with(#n, :v)', { ':v': S('7') }, { '#n': 'number' }),
      when('contains(#t, :v)', { ':v': S('ell') }, { '#t': 'text' }), when('contains(texts, :v)', { ':v': S('a') }),
      when('contains(texts, :v)', { ':v': S('c') }), when('contains(numbers, :v)', { ':v': N('2.0') }),
      when('contains(#l, :v)', { ':v': N(2) }, { '#l': 'list' }),
      ...[
        'S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'L', 'M', 'X'
      ].map(type => when('attribute_type(#t, :v)', { ':v': S(type) }, { '#t': 'text' })),
      when('attribute_type(nothing, :v)', { ':v': S('NULL') }), when('attribute_type(absent, :v)', { ':v': S('S') }),
      when('size(#t) = :v', { ':v': N(5) }, { '#t': 'text' }), when('size(#l) = :v', { ':v': N(3) }, { '#l': 'list' }),
      when('size(#m) > :v', { ':v': N(2) }, { '#m': 'map' }), when('size(bin) = :v', { ':v': N(3) }),
      when('size(texts) = :v', { ':v': N(2) }),
      when('size(absent) = :v', { ':v': N(0) }), when('size(#n) = :v', { ':v': N(1) }, { '#n': 'number' })
    ]
  },
  {
    name: 'Conditions reach into maps and lists.',
    steps: [
      putK(rich), when('#m.a = :v', { ':v': N(1) }, { '#m': 'map' }), when('#m.b[0] = :v', { ':v': S('z') }, { '#m': 'map' }),
      when('#l[2].deep = :v', { ':v': S('y') }, { '#l': 'list' }), when('attribute_not_exists(#l[3])', {}, { '#l': 'list' }),
      when('attribute_exists(#m.c.d)', {}, { '#m': 'map' }), when('attribute_exists(#m.c.e)', {}, { '#m': 'map' })
    ]
  },
  {
    name: 'A wrong expression is refused, and so are unused or undefined placeholders.',
    steps: [
      putK(), ...[
        '', 'a =', '= :v', 'a b', 'attribute_exists(a', 'attribute_exists()', 'unknown_function(a)', 'a = :v AND', 'a ! :v', 'a IN ()',
        'a BETWEEN :v'
      ].map(text => when(text, { ':v': N(1) })),
      when('a = :w', { ':v': N(1) }), when('a = :v', { ':v': N(1), ':w': N(1) }), when('#a = :v', { ':v': N(1) }),
      when('a = :v', { ':v': N(1) }, { '#a': 'a' }), when('attribute_exists(a)', { ':v': N(1) })
    ]
  },
  {
    name: 'A failed condition can return the item.',
    steps: [putK({ a: N(1) }), [
      'PutItem', { ...single, Item: k, ConditionExpression: 'attribute_not_exists(h)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
    ], ['DeleteItem', {
      ...single, Key: k, ConditionExpression: 'a = :v', ExpressionAttributeValues: { ':v': N(2) },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD'
    }], ['UpdateItem', {
      ...single, Key: { h: S('other') }, ConditionExpression: 'attribute_exists(h)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD'
    }], getK]
  },
  {
    name: 'UpdateItem sets, removes and adds.',
    steps: [
      update('SET a = :v', { ':v': N(1) }), update('SET a = a + :v', { ':v': N(2) }), update('SET a = a - :v, b = a', { ':v': N('0.5') }),
      update('SET b = if_not_exists(b, :v), c = if_not_exists(c, :v)', { ':v': S('x') }),
      update('REMOVE b, nothing SET d = :v', { ':v': { L: [N(1)] } }), update('SET d = list_append(d, :v)', { ':v': { L: [N(2)] } }),
      update('SET d = list_append(:v, d)', { ':v': { L: [N(0)] } }), update('SET d[1] = :v', { ':v': S('middle') }),
      update('SET d[9] = :v', { ':v': S('end') }),
      update('REMOVE d[0], d[2]'), update('ADD n :v', { ':v': N(5) }), update('ADD n :v', { ':v': N(-7) }),
      update('ADD s :v', { ':v': { SS: ['a', 'b'] } }), update('ADD s :v', { ':v': { SS: ['c', 'b'] } }),
      update('DELETE s :v', { ':v': { SS: ['a', 'z'] } }), update('DELETE s :v', { ':v': { SS: ['b', 'c'] } }),
      update('SET m = :v', { ':v': { M: { a: N(1) } } }), update('SET m.b = :v, m.c = m.a', { ':v': S('deep') }), update('REMOVE m.a'),
      update('SET m.x.y = :v', { ':v': N(1) }), update('REMOVE m.x.y'), getK
    ]
  },
  {
    name: 'An invalid update changes nothing.',
    steps: [
      putK({ a: N(1), s: S('x'), l: { L: [] } }), update('SET b = absent'), update('SET s = s + :v', { ':v': N(1) }),
      update('ADD s :v', { ':v': N(1) }), update('ADD a :v', { ':v': S('1') }), update('DELETE a :v', { ':v': N(1) }),
      update('SET h = :v', { ':v': S('y') }), update('REMOVE h'),
      update('SET a = :v, a = :v', { ':v': N(1) }), update('SET m.a = :v', { ':v': N(1) }),
      update('SET a = :v SET b = :v', { ':v': N(1) }), update('UNSET a'), update('SET'), update('SET x = :v, x.y = :v', { ':v': N(1) }),
      update('SET b = list_append(a, :v)', { ':v': { L: [] } }), getK
    ]
  },
  {
    name: 'UpdateItem returns the attributes that ReturnValues names.',
    steps: [
      putK({ a: N(1), b: N(2), m: { M: { x: N(1), y: N(2) } } }),
      ...['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW', 'NONSENSE'].map(ReturnValues =>
        update('SET a = a + :v REMOVE b', { ':v': N(1) }, { ReturnValues })),
      update('SET m.x = :v', { ':v': N(5) }, { ReturnValues: 'UPDATED_NEW' }),
      update('SET m.x = :v', { ':v': N(6) }, { ReturnValues: 'UPDATED_OLD' }), ['PutItem', { ...single, Item: k, ReturnValues: 'ALL_NEW' }],
      ['UpdateItem', {
        ...single, Key: { h: S('new') }, UpdateExpression: 'SET a = :v', ExpressionAttributeValues: { ':v': N(1) }, ReturnValues: 'ALL_OLD'
      }], ['UpdateItem', { ...single, Key: { h: S('bare') }, ReturnValues: 'ALL_NEW' }]
    ]
  },
  {
    name: 'A projection returns some attributes of an item.',
    steps: [putK(rich), ...[
      'number_', 'yes, bin', 'absent', '#m.a, #m.c', '#m.b[0]', '#l[2], #l[0]', '#l[2].deep', '#m.c.d', '#m.x', 'yes, yes', '#m, #m.a'
    ].map((ProjectionExpression): Step => {
      const names = Object.fromEntries([['#m', 'map'], ['#l', 'list']].filter(([name]) => ProjectionExpression.includes(name!)))
      return [
        'GetItem', { ...single, Key: k, ProjectionExpression, ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }) }
      ]
    })]
  },
  {
    name: 'Strings are ordered by their UTF-8 bytes.',
    steps: [
      ...texts.map(text => put('texts', { h: S('h'), r: S(text) })), query('texts', 'h = :h', { ':h': S('h') }),
      query('texts', 'h = :h', { ':h': S('h') }, { ScanIndexForward: false }),
      ...texts.flatMap(text =>
        ['=', '<', '<=', '>', '>='].map(operator => query('texts', `h = :h AND r ${operator} :r`, { ':h': S('h'), ':r': S(text) }))),
      ...texts.map(text => query('texts', 'h = :h AND begins_with(r, :r)', { ':h': S('h'), ':r': S(text) }))
    ]
  },
  {
    name: 'Numbers are ordered by their value.',
    steps: [
      ...numbers.map(text => put('numbers', { h: N('1.0'), r: N(text) })), query('numbers', 'h = :h', { ':h': N(1) }),
      query('numbers', 'h = :h', { ':h': N('1e0') }, { ScanIndexForward: false }),
      ...numbers.flatMap(text =>
        ['=', '<', '>='].map(operator => query('numbers', `h = :h AND r ${operator} :r`, { ':h': N(1), ':r': N(text) })))
    ]
  },
  {
    name: 'Binary values are ordered as bytes.',
    steps: [
      ...[[0], [0, 0], [1], [255], [255, 255], [0, 255], [1, 0], [128]].map(bytes => put('bytes', { h: B(0, 1, 255), r: B(...bytes) })),
      query('bytes', 'h = :h', { ':h': B(0, 1, 255) }), query('bytes', 'h = :h AND r > :r', { ':h': B(0, 1, 255), ':r': B(0) }),
      query('bytes', 'h = :h AND begins_with(r, :r)', { ':h': B(0, 1, 255), ':r': B(255) }),
      query('bytes', 'h = :h AND r BETWEEN :r AND :s', { ':h': B(0, 1, 255), ':r': B(0, 0), ':s': B(1) })
    ]
  },
  {
    name: 'A query continues where its page ended, in both directions.',
    steps: [
      ...['a', 'b', 'c', 'd'].map(r => put('texts', { h: S('h'), r: S(r), n: N(r.charCodeAt(0)) })), put('texts', { h: S('i'), r: S('a') }),
      query('texts', 'h = :h', { ':h': S('h') }, { Limit: 2 }), query('texts', 'h = :h', { ':h': S('h') }, { Limit: 4 }),
      query('texts', 'h = :h', { ':h': S('h') }, { Limit: 5 }),
      query('texts', 'h = :h', { ':h': S('h') }, { Limit: 2, ExclusiveStartKey: { h: S('h'), r: S('b') } }),
      query('texts', 'h = :h', { ':h': S('h') }, { Limit: 2, ExclusiveStartKey: { h: S('h'), r: S('bb') } }),
      query('texts', 'h = :h', { ':h': S('h') }, { Limit: 2, ScanIndexForward: false, ExclusiveStartKey: { h: S('h'), r: S('c') } }),
      query('texts', 'h = :h', { ':h': S('h') }, { ExclusiveStartKey: { h: S('h'), r: S('d') } }),
      query('texts', 'h = :h', { ':h': S('h') }, { ExclusiveStartKey: { h: S('h') } }),
      query('texts', 'h = :h', { ':h': S('h') }, { Limit: 0 }),
      query('texts', 'h = :h AND r BETWEEN :b AND :c', { ':h': S('h'), ':b': S('b'), ':c': S('c') }, { Limit: 1 })
    ]
  },
  {
    name: 'A query filters the items that it read, counts and projects.',
    steps: [
      ...['a', 'b', 'c', 'd'].map((r, n) => put('texts', { h: S('h'), r: S(r), n: N(n), data: S(r.repeat(3)) })),
      query('texts', 'h = :h', { ':h': S('h'), ':n': N(1) }, { FilterExpression: 'n > :n' }),
      query('texts', 'h = :h', { ':h': S('h'), ':n': N(1) }, { FilterExpression: 'n > :n', Limit: 3 }),
      query('texts', 'h = :h', { ':h': S('h') }, { Select: 'COUNT' }),
      query('texts', 'h = :h', { ':h': S('h'), ':t': S('bb') }, {
        FilterExpression: 'contains(#d, :t)', ExpressionAttributeNames: { '#d': 'data' }, Select: 'COUNT', Limit: 2
      }), query('texts', 'h = :h', { ':h': S('h') }, { ProjectionExpression: 'n' }), query('texts', 'h = :h', { ':h': S('absent') }),
      query('texts', 'h = :h', { ':h': S('h') }, { Select: 'ALL_PROJECTED_ATTRIBUTES' })
    ]
  },
  {
    name: 'A malformed key condition is refused.',
    steps: [
      ...[
        'r = :h', 'h > :h', 'h = :h AND h = :h', 'h = :h OR r = :h', 'h = :h AND n = :h', 'h = :h AND r <> :h',
        'h = :h AND contains(r, :h)', 'NOT h = :h', 'begins_with(h, :h)', 'h = :h AND attribute_exists(r)'
      ].map(text => query('texts', text, { ':h': S('h') })),
      query('texts', 'h = :h', { ':h': N(1) }), query('texts', 'h = :h', { ':h': S('') }),
      query('texts', 'h = :h AND r = :r', { ':h': S('h'), ':r': N(1) }),
      query('texts', 'h = :h AND r BETWEEN :b AND :a', { ':h': S('h'), ':a': S('a'), ':b': S('b') }),
      query('numbers', 'h = :h AND begins_with(r, :h)', { ':h': N(1) }), ['Query', { TableName: 'texts' }],
      query('texts', '(h = :h) AND (r = :h)', { ':h': S('h') }), query('texts', 'r = :r AND h = :h', { ':h': S('h'), ':r': S('r') })
    ]
  },
  {
    name: 'An index has the items with its keys, with the attributes that it projects.',
    steps: [
      ...[['a', 2], ['b', 1], ['c', 3]].map(([h, at]) => put('indexed', {
        h: S(String(h)), part: S('0'), at: N(at!), name: S(`name of ${h}`), more: N(1)
      })), put('indexed', { h: S('d'), at: N(1) }), put('indexed', { h: S('e'), part: S('0') }),
      ...['keys', 'whole', 'some'].flatMap((IndexName): Step[] => [['Query', {
        TableName: 'indexed', IndexName, KeyConditionExpression: 'part = :p', ExpressionAttributeValues: { ':p': S('0') }, Select: 'COUNT'
      }]]),
      ...['keys', 'whole'].flatMap(IndexName =>
        [false, true].map(ScanIndexForward => query('indexed', 'part = :p', { ':p': S('0') }, { IndexName, ScanIndexForward }))),
      query('indexed', 'part = :p AND #at BETWEEN :a AND :b', { ':p': S('0'), ':a': N(1), ':b': N(2) }, {
        IndexName: 'keys', ExpressionAttributeNames: { '#at': 'at' }
      }), query('indexed', 'part = :p', { ':p': S('0') }, { IndexName: 'keys', Limit: 1 }),
      query('indexed', 'part = :p', { ':p': S('0') }, {
        IndexName: 'keys', Limit: 1, ExclusiveStartKey: { h: S('b'), part: S('0'), at: N(1) }
      }), query('indexed', 'part = :p', { ':p': S('0') }, {
        IndexName: 'keys', ScanIndexForward: false, ExclusiveStartKey: { h: S('a'), part: S('0'), at: N(2) }
      }),
      query('indexed', 'part = :p', { ':p': S('0') }, { IndexName: 'keys', ConsistentRead: true }),
      query('indexed', 'part = :p', { ':p': S('0') }, { IndexName: 'absent' }),
      query('indexed', 'part = :p', { ':p': S('0') }, { IndexName: 'keys', Select: 'ALL_ATTRIBUTES' }),
      ['UpdateItem', { TableName: 'indexed', Key: { h: S('a') }, UpdateExpression: 'REMOVE part' }], ['UpdateItem', {
        TableName: 'indexed', Key: { h: S('b') }, UpdateExpression: 'SET #at = :v', ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':v': N(9) }
      }], ['DeleteItem', { TableName: 'indexed', Key: { h: S('c') } }],
      query('indexed', 'part = :p', { ':p': S('0') }, { IndexName: 'keys' }),
      query('indexed', 'part = :p', { ':p': S('0') }, { IndexName: 'whole' })
    ]
  },
  {
    name: 'A scan reads all items, in pages and through a filter.',
    steps: [...['a', 'b', 'c'].map((h, n) => put('indexed', { h: S(h), part: S('0'), at: N(n) })), [
      'Scan', { TableName: 'indexed', Select: 'COUNT' }
    ], ['Scan', { TableName: 'indexed', FilterExpression: 'h = :h', ExpressionAttributeValues: { ':h': S('b') } }], ['Scan', {
      TableName: 'indexed', IndexName: 'keys', FilterExpression: 'h = :h', ProjectionExpression: 'h',
      ExpressionAttributeValues: { ':h': S('b') }
    }], ['Scan', { TableName: 'indexed', Limit: 0 }]]
  },
  {
    name: 'A page ends at one megabyte.',
    steps: [
      ...Array.from({ length: 5 }, (_, n) => put('texts', { h: S('h'), r: S(String(n)), data: S('x'.repeat(300_000)) })),
      query('texts', 'h = :h', { ':h': S('h') }, { ProjectionExpression: 'r' }),
      query('texts', 'h = :h', { ':h': S('h') }, { ProjectionExpression: 'r', ExclusiveStartKey: { h: S('h'), r: S('3') } }),
      query('texts', 'h = :h', { ':h': S('h') }, { Select: 'COUNT', ScanIndexForward: false })
    ]
  },
  {
    name: 'BatchGetItem reads several items of several tables.',
    steps: [
      putK({ a: N(1) }), put('texts', { h: S('h'), r: S('r'), a: N(2) }), ['BatchGetItem', {
        RequestItems: {
          single: { Keys: [k, { h: S('absent') }], ConsistentRead: true },
          texts: { Keys: [{ h: S('h'), r: S('r') }], ProjectionExpression: 'a' }
        }
      }],
      ['BatchGetItem', { RequestItems: { single: { Keys: [k, k] } } }],
      ['BatchGetItem', { RequestItems: { single: { Keys: [] } } }], ['BatchGetItem', { RequestItems: {} }],
      ['BatchGetItem', { RequestItems: { single: { Keys: Array.from({ length: 101 }, (_, n) => ({ h: S(`k${n}`) })) } } }],
      ['BatchGetItem', { RequestItems: { absent: { Keys: [k] } } }]
    ]
  },
  {
    name: 'BatchWriteItem writes several items.',
    steps: [
      putK({ a: N(1) }), ['BatchWriteItem', {
        RequestItems: {
          single: [{ DeleteRequest: { Key: k } }, { PutRequest: { Item: { h: S('x'), b: N(1) } } }],
          indexed: [{ PutRequest: { Item: { h: S('i'), part: S('0'), at: N(1) } } }]
        }
      }], getK, ['GetItem', { ...single, Key: { h: S('x') } }], query('indexed', 'part = :p', { ':p': S('0') }, { IndexName: 'keys' }),
      ['BatchWriteItem', { RequestItems: { single: [{ PutRequest: { Item: k } }, { DeleteRequest: { Key: k } }] } }],
      ['BatchWriteItem', { RequestItems: { single: [] } }],
      ['BatchWriteItem', { RequestItems: { single: Array.from({ length: 26 }, (_, n) => ({ PutRequest: { Item: { h: S(`k${n}`) } } })) } }],
      ['BatchWriteItem', { RequestItems: { single: [{ PutRequest: { Item: { h: S('y') } } }, { PutRequest: { Item: { h: S('') } } }] } }],
      ['GetItem', { ...single, Key: { h: S('y') } }]
    ]
  },
  {
    name: 'A transaction stores all its puts, or none.',
    steps: ([
      ['TransactWriteItems', [putIn('a', '1'), putIn('b', '1')]],
      ['TransactWriteItems', [putIn('c', '1'), putIn('a', '2', 'attribute_not_exists(h)')]],
      ['TransactWriteItems', [putIn('c', '1'), putIn('a', '2', 'attribute_exists(h)')]],
      ['TransactWriteItems', [putIn('d', '1'), putIn('d', '2')]],
      ['TransactWriteItems', [putIn('d', '1'), { Put: { TableName: 'single', Item: { data: S('no key') } } }]],
      ['TransactWriteItems', []]
    ] as Array<[Operation, object[]]>).flatMap(([operation, TransactItems]): Step[] => [
      [operation, { TransactItems }],
      ...['a', 'b', 'c', 'd'].map((h): Step => ['GetItem', { TableName: 'single', Key: { h: S(h) }, ConsistentRead: true }])
    ])
  },
  {
    name: 'Capacity units are counted.',
    steps: [
      ...[10, 1000, 1100, 5000].flatMap((size): Step[] => [
        ['PutItem', { ...inOrder, Item: { ...k, data: S('x'.repeat(size)) } }], ['GetItem', { ...inOrder, Key: k }],
        ['GetItem', { ...inOrder, Key: k, ConsistentRead: true }]
      ]),
      ['UpdateItem', { ...inOrder, Key: k, UpdateExpression: 'REMOVE #d', ExpressionAttributeNames: { '#d': 'data' } }],
      ['DeleteItem', { ...inOrder, Key: k }], ['DeleteItem', { ...inOrder, Key: k }], ['GetItem', { ...inOrder, Key: k }],
      ['BatchWriteItem', {
        RequestItems: { single: [{ PutRequest: { Item: k } }, { PutRequest: { Item: { h: S('l') } } }] }, ReturnConsumedCapacity: 'TOTAL'
      }],
      ['Query', { ...inOrder, KeyConditionExpression: 'h = :h', ExpressionAttributeValues: { ':h': S('k') } }],
      ['Scan', { ...inOrder, Select: 'COUNT', ConsistentRead: true }]
    ]
  },
  {
    name: 'Capacity units of indexes are counted.',
    steps: ([
      ['PutItem', { Item: { h: S('a'), part: S('0'), at: N(1), name: S('n') } }],
      ['PutItem', { Item: { h: S('a'), part: S('0'), at: N(1), name: S('n') } }],
      ['PutItem', { Item: { h: S('a'), part: S('0'), at: N(1), name: S('m'), more: N(1) } }],
      ['PutItem', { Item: { h: S('a'), part: S('0'), at: N(1), name: S('m'), more: N(2) } }],
      ['PutItem', { Item: { h: S('a'), part: S('0'), at: N(2), name: S('m'), more: N(2) } }],
      ['UpdateItem', { Key: { h: S('a') }, UpdateExpression: 'SET part = :p', ExpressionAttributeValues: { ':p': S('1') } }],
      ['UpdateItem', { Key: { h: S('a') }, UpdateExpression: 'REMOVE part' }],
      ['UpdateItem', { Key: { h: S('a') }, UpdateExpression: 'SET more = :p', ExpressionAttributeValues: { ':p': S('1') } }],
      ['UpdateItem', { Key: { h: S('a') }, UpdateExpression: 'SET part = :p', ExpressionAttributeValues: { ':p': S('1') } }],
      ['DeleteItem', { Key: { h: S('a') } }], ['PutItem', { Item: { h: S('a'), part: S('0'), at: N(1), data: S('x'.repeat(3000)) } }],
      ['Query', { IndexName: 'keys', KeyConditionExpression: 'part = :p', ExpressionAttributeValues: { ':p': S('0') } }],
      ['Query', { IndexName: 'whole', KeyConditionExpression: 'part = :p', ExpressionAttributeValues: { ':p': S('0') } }]
    ] as Step[]).map(([operation, input]): Step => [operation, { TableName: 'indexed', ReturnConsumedCapacity: 'INDEXES', ...input }])
  },
  {
    name: 'Tables are created, listed, described and removed.',
    steps: [
      ['DescribeTable', { TableName: 'indexed' }], ['CreateTable', TABLES[0]!], ['CreateTable', table('x', ['h'], { h: 'S' })],
      ['CreateTable', table('no good', ['h'], { h: 'S' })], ['CreateTable', table('unused', ['h'], { h: 'S', more: 'S' })],
      ['CreateTable', table('lacking', ['h', 'r'], { h: 'S' })],
      ['CreateTable', { ...table('twice', ['h'], { h: 'S' }) }], ['DeleteTable', { TableName: 'twice' }],
      ['DescribeTable', { TableName: 'twice' }],
      ['DescribeTimeToLive', { TableName: 'single' }],
      ['UpdateTimeToLive', { TableName: 'single', TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' } }],
      ['DescribeTimeToLive', { TableName: 'single' }],
      ['UpdateTimeToLive', { TableName: 'single', TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' } }],
      ['ListTables', { Limit: 2 }], ['ListTables', { ExclusiveStartTableName: 'numbers' }], ['ListTables', { Limit: 101 }]
    ]
  }
]
