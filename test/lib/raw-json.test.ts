import t from 'tap'
import { JsonError, MAX_DEPTH, minify, parseBody } from '../../src/lib/raw-json.js'
import type { Shape } from '../../src/lib/json-shape.js'
import { endOfJson } from '../../src/lib/json-check.js'
import { fc } from '../helpers/chance.js'

const knowing = (names: string[], within: Record<string, string[]> = {}): Shape =>
  ({ members: Object.fromEntries(names.map(name => [name, Object.hasOwn(within, name) ? knowing(within[name]!) : {}])) })
const NAMES = knowing(['payload', 'eventType', 'x', 'b', 'a', 'toString'])
const parse = (text: string, known = NAMES) => parseBody(Buffer.from(text), known)

function refusal (bytes: string | Uint8Array): JsonError {
  try {
    parseBody(Buffer.from(bytes), NAMES)
  } catch (error) {
    if (error instanceof JsonError) return error
    throw error
  }
  throw new Error('was accepted')
}

t.test('A member gives the text of its value as it was sent.', async (t) => {
  const payload = '{ "b" : 1.00,\n\t"a":1E2, "big": 123456789012345678901234567890, "u":"\\u00e9é😀", "q":"\\"}\\\\" }'
  const body = parse(` {"eventType":"a.b", "payload" :\r\n ${payload} ,"x":[1]} `)
  t.equal(body.rawMember('payload'), payload)
  t.equal(body.rawMember('eventType'), '"a.b"')
  t.equal(body.rawMember('x'), '[1]')
  t.equal(body.rawMember('absent'), undefined)
  t.equal(body.rawMember('b'), undefined, 'members of members are not found')
  t.strictSame(body.value, { eventType: 'a.b', payload: {}, x: [] }, 'without a shape, only the kind of the value')
})

t.test('Members with any kind of value are found, with any text around them.', async () => {
  const spacing = fc.stringMatching(/^[ \t\r\n]{0,3}$/)
  fc.assert(fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), spacing, (object, space) => {
    const members = Object.entries(object)
    const sources = members.map(([, value]) => JSON.stringify(value, null, space.includes('\n') ? 1 : 0))
    const text = `${space}{${members.map(([name], i) => `${space}${JSON.stringify(name)}${space}:${space}${sources[i]}${space}`)
      .join(',')}}${space}`
    const body = parse(text, knowing(members.map(([name]) => name)))
    return members.every(([name], i) => body.rawMember(name) === sources[i])
  }), { numRuns: 300 })
})

t.test('Names are compared after decoding. The last of several equal names counts, as in the value.', async (t) => {
  t.equal(parse('{"p\\u0061yload": 1}').rawMember('payload'), '1')
  const body = parse('{"payload": 1, "payload": 2}')
  t.equal(body.rawMember('payload'), '2')
  t.strictSame(body.value, { payload: 2 })
})

t.test('Bytes after the first complete value are ignored.', async (t) => {
  const rests = [' ', '}', 'garbage', '{"payload":2}', '\0', ',', '"']
  for (const rest of rests) t.equal(parse(`{"payload":"}"}${rest}`).rawMember('payload'), '"}"', rest)
  t.equal(parse('12 34').value, 12)
  t.equal(parse('"a""b"').value, 'a')
  t.strictSame(parse('[1]]').value, [])
  t.equal(parse('null{').value, null)
})

t.test('Broken JSON is refused. The message does not quote it.', async (t) => {
  const broken = [
    '', ' ', '{', '[', '{"a":1', '"secret', '{"a":}', '{"a" 1}', "{'secret':1}", '{"a":1,}', '[1,]', '{"a":01}', '{"a":.5}', '{"a":NaN}',
    '{"a":[}]', '}', ']', ',', ':', '{]', 'secret', 'tru', '{"a":"\n"}', '{"a":"\\x"}', '{"a":"\\"}', '\0', '{"a":\0}', '\ufeff{}', '-',
    '1.'
  ]
  for (const text of broken) {
    const error = refusal(text)
    t.match(error.message, /^(?:invalid JSON(?: at position \d+)?|unexpected end of JSON)$/, JSON.stringify(text))
    t.strictSame(error.path, [])
  }
})

t.test('Any text gives the value of JSON.parse for its beginning, or a JsonError.', async () => {
  const token = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '"a"', '1', ' ', 'null', '\\"', 'é')
  fc.assert(fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
    const text = tokens.join('')
    const whole = attempt(() => bare(JSON.parse(text)))
    const ours = attempt(() => parse(text).value)
    if (whole.ok) return ours.ok && JSON.stringify(ours.value) === JSON.stringify(whole.value)
    return ours.ok || ours.error instanceof JsonError
  }), { numRuns: 3000 })
})

t.test('The scanner accepts the same texts as JSON.parse, down to escapes and numbers.', async () => {
  const token = fc.constantFrom(
    '{', '}', '[', ']', ',', ':', '"', '\\', '"a"', '0', '1', '-', '+', '.', 'e', 'E5', ' ', '\t', 'null', 'true', 'fals', '\\u00e9',
    '\\u12', '\\n', '\\x', '\n', 'é', '\u2028', '\u0000', '\ufeff'
  )
  const text = fc.oneof(fc.array(token, { maxLength: 10 }).map(tokens => tokens.join('')), fc.json(), fc.tuple(fc.json(), fc.nat(), token)
    .map(([json, at, put]) => json.slice(0, at % (json.length + 1)) + put + json.slice(at % (json.length + 1))))
  fc.assert(fc.property(text, inner => {
    // In brackets, so that no text follows the value.
    const whole = `[${inner}]`
    const ours = attempt(() => endOfJson(whole))
    if (attempt(() => JSON.parse(whole)).ok) return ours.ok && ours.value === whole.length
    return !ours.ok || (ours.value as number) < whole.length
  }), { numRuns: 5000 })
})

t.test('A body is reduced to its shape.', async (t) => {
  const shape: Shape = { members: { map: { names: 2 }, list: { items: 2, each: { members: { a: {}, free: {} } } }, leaf: {} } }
  const text = '{"other":{"a":1},"map":{"a":"1","b":[1],"a":"2"},"list":[{"a":1.50,"b":2},{"free":{"x":1},"a":[1]},"x"],"l\\u0065af":"\\u00e9","leaf":null}'
  t.strictSame(parse(text, shape).value, { map: { a: '2', b: [] }, list: [{ a: 1.5 }, { free: {}, a: [] }, 'x'], leaf: null })
  const crowded = parse('{"map":{"a":1,"b":2,"a":3,"c":4,"d":5},"list":[1,2,3,4,5]}', shape).value as { map: object, list: unknown[] }
  t.strictSame(Object.keys(crowded.map), ['a', 'b', 'c'], 'one more than allowed, which shows that there are too many')
  t.strictSame(crowded.list, [1, 2, 3])
  t.strictSame(parse(
    '{"map":[1],"list":{"a":1},"leaf":{"a":1}}', shape
  ).value, { map: [], list: {}, leaf: {} }, 'a value of the wrong type keeps its type')
})

t.test('Invalid UTF-8 is refused.', async (t) => {
  for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf5, 0x80, 0x80, 0x80]]) {
    const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')])
    t.equal(refusal(body).message, 'the body is not valid UTF-8')
  }
})

t.test('The depth is limited. Brackets inside strings do not count.', async (t) => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  t.ok(parse(nested(MAX_DEPTH)).value)
  t.equal(refusal(nested(MAX_DEPTH + 1)).message, `nested more than ${MAX_DEPTH} levels deep`)
  t.match(refusal('{"a":'.repeat(400_000)).message, 'levels deep')
  t.ok(parse(`{"a":"${'['.repeat(2000)}"}`).value)
  t.ok(parse(`[${'[],'.repeat(2000)}[]]`).value, 'siblings do not add to the depth')
})

t.test('A known member that is given twice is reported, at the top level and directly inside known members.', async (t) => {
  const text = '{"a":1,"b":{"c":1,"c":2,"d":{"e":1,"e":2}},"\\u0061":2,"a":3,"f":{"g":1,"g":1},"h":[1,1]}'
  const repeated = (names: string[], within?: Record<string, string[]>) => parse(text, knowing(names, within)).repeated()
  t.strictSame(repeated(['a', 'b', 'f', 'h']), ['a'])
  t.strictSame(repeated(['b', 'f', 'h']), undefined, 'unknown members may repeat')
  t.strictSame(repeated(['b', 'f', 'h'], { b: ['d'], f: ['x'], h: ['y'] }), undefined, 'also inside known members')
  t.strictSame(repeated(['b', 'f', 'h'], { h: ['y'], b: ['c', 'd'] }), ['b', 'c'])
  t.strictSame(parse('[1]', knowing(['a'], { a: ['b'] })).repeated(), undefined)
  t.strictSame(parse('{}').repeated(), undefined)
})

t.test('Of hundreds of thousands of members only the known ones are read.', async (t) => {
  const names = Array.from({ length: 200_000 }, (_, n) => `"n${n}":1`).join()
  const body = parse(`{${names},"p\\u0061yload":[2],${names}}`)
  t.equal(body.rawMember('payload'), '[2]')
  t.equal(body.rawMember('n1'), undefined)
  t.equal(body.repeated(), undefined)
})

t.test('A member named __proto__ stays a plain member.', async (t) => {
  const body = parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')
  t.equal(Object.getPrototypeOf(body.value), Object.prototype)
  t.notOk(Object.hasOwn(body.value as object, '__proto__'))
  t.equal(({} as Record<string, unknown>).polluted, undefined)
  const map = parse('{"__proto__":"a","constructor":"b"}', { names: 2 }).value as object
  t.strictSame(Object.entries(map), [['__proto__', 'a'], ['constructor', 'b']])
  t.equal(Object.getPrototypeOf(map), Object.prototype)
  t.equal(parse('{}').rawMember('toString'), undefined)
})

t.test('minify() removes the white space between tokens and nothing else.', async (t) => {
  t.equal(minify(
    ' { "a b" : [ 1.00 , 1E2 ,\r\n\t-0.0 ] , "a b" : "\\" \\\\" , "é😀" : " \t " } '
  ), '{"a b":[1.00,1E2,-0.0],"a b":"\\" \\\\","é😀":" \t "}')
  t.equal(minify('{"test":"value"}'), '{"test":"value"}')
  fc.assert(fc.property(fc.jsonValue(), (value) => minify(JSON.stringify(value, null, 3)) === JSON.stringify(value)))
})

t.test('The time grows only with the size, also for hostile bodies of 2 MiB.', async (t) => {
  const filled = (unit: string, head = '{"payload":', tail = '}') => head + unit.repeat((2 ** 21 - 20) / unit.length | 0) + tail
  const hostile = [
    filled('\\\\', '{"payload":"', '"}'), filled('\\"', '{"payload":"', '"}'), filled(' ', '{"payload":', '1}'),
    filled('"a":1,', '{', '"payload":1}'), filled('"",', '{"payload":[', '1]}'), filled('[],', '{"payload":[', '1]}')
  ]
  for (const text of hostile) {
    const bytes = Buffer.from(text)
    const before = process.cpuUsage()
    const body = parseBody(bytes, knowing(['payload'], { payload: ['a'] }))
    body.repeated()
    minify(body.rawMember('payload')!)
    const { user, system } = process.cpuUsage(before)
    t.ok(user + system < 3e6, `${text.slice(0, 20)}… takes ${Math.round((user + system) / 1000)} ms of CPU time`)
  }
})

function attempt (run: () => unknown): { ok: true, value: unknown } | { ok: false, error: unknown } {
  try {
    return { ok: true, value: run() }
  } catch (error) {
    return { ok: false, error }
  }
}

/** What is left of a value without a shape. */
const bare = (value: unknown): unknown => Array.isArray(value) ? [] : typeof value === 'object' && value !== null ? {} : value
