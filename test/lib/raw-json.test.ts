import t from 'tap'
import { JsonError, MAX_DEPTH, minify, parseBody } from '../../src/lib/raw-json.js'
import { fc } from '../helpers/chance.js'

const parse = (text: string) => parseBody(Buffer.from(text))

function refusal (bytes: string | Uint8Array): JsonError {
  try {
    parseBody(Buffer.from(bytes))
  } catch (error) {
    if (error instanceof JsonError) return error
    throw error
  }
  throw new Error('was accepted')
}

t.test('a member gives the very text that was sent', async (t) => {
  const payload = '{ "b" : 1.00,\n\t"a":1E2, "big": 123456789012345678901234567890, "u":"\\u00e9é😀", "q":"\\"}\\\\" }'
  const body = parse(` {"eventType":"a.b", "payload" :\r\n ${payload} ,"x":[1]} `)
  t.equal(body.rawMember('payload'), payload)
  t.equal(body.rawMember('eventType'), '"a.b"')
  t.equal(body.rawMember('x'), '[1]')
  t.equal(body.rawMember('absent'), undefined)
  t.equal(body.rawMember('b'), undefined, 'members of members are not members')
  t.strictSame(body.value, JSON.parse(`{"eventType":"a.b","payload":${payload},"x":[1]}`))
})

t.test('members of any kind of value are found, whatever surrounds them', async () => {
  const spacing = fc.stringMatching(/^[ \t\r\n]{0,3}$/)
  fc.assert(fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), spacing, (object, space) => {
    const members = Object.entries(object)
    const sources = members.map(([, value]) => JSON.stringify(value, null, space.includes('\n') ? 1 : 0))
    const text = `${space}{${members.map(([name], i) => `${space}${JSON.stringify(name)}${space}:${space}${sources[i]}${space}`).join(',')}}${space}`
    const body = parse(text)
    return members.every(([name], i) => body.rawMember(name) === sources[i])
  }), { numRuns: 300 })
})

t.test('names are compared decoded, and the last of several counts, as in the value', async (t) => {
  t.equal(parse('{"p\\u0061yload": 1}').rawMember('payload'), '1')
  const body = parse('{"payload": 1, "payload": 2}')
  t.equal(body.rawMember('payload'), '2')
  t.strictSame(body.value, { payload: 2 })
})

t.test('bytes after the first complete value are ignored', async (t) => {
  const rests = [' ', '}', 'garbage', '{"payload":2}', '\0', ',', '"']
  for (const rest of rests) t.equal(parse(`{"payload":"}"}${rest}`).rawMember('payload'), '"}"', rest)
  t.equal(parse('12 34').value, 12)
  t.equal(parse('"a""b"').value, 'a')
  t.strictSame(parse('[1]]').value, [1])
  t.equal(parse('null{').value, null)
})

t.test('broken JSON is refused without being quoted', async (t) => {
  const broken = [
    '', ' ', '{', '[', '{"a":1', '"secret', '{"a":}', '{"a" 1}', "{'secret':1}", '{"a":1,}', '[1,]', '{"a":01}', '{"a":.5}', '{"a":NaN}',
    '{"a":[}]', '}', ']', ',', ':', '{]', 'secret', 'tru', '{"a":"\n"}', '{"a":"\\x"}', '{"a":"\\"}', '\0', '{"a":\0}', '\ufeff{}', '-', '1.'
  ]
  for (const text of broken) {
    const error = refusal(text)
    t.match(error.message, /^(?:invalid JSON(?: at position \d+)?|unexpected end of JSON)$/, JSON.stringify(text))
    t.strictSame(error.path, [])
  }
})

t.test('any text is either what JSON.parse makes of its beginning or a JsonError', async () => {
  const token = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '"a"', '1', ' ', 'null', '\\"', 'é')
  fc.assert(fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
    const text = tokens.join('')
    const whole = attempt(() => JSON.parse(text))
    const ours = attempt(() => parse(text).value)
    if (whole.ok) return ours.ok && JSON.stringify(ours.value) === JSON.stringify(whole.value)
    return ours.ok || ours.error instanceof JsonError
  }), { numRuns: 3000 })
})

t.test('invalid UTF-8 is refused', async (t) => {
  for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf5, 0x80, 0x80, 0x80]]) {
    const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')])
    t.equal(refusal(body).message, 'the body is not valid UTF-8')
  }
})

t.test('nesting is limited, by counting only brackets outside strings', async (t) => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  t.ok(parse(nested(MAX_DEPTH)).value)
  t.equal(refusal(nested(MAX_DEPTH + 1)).message, `nested more than ${MAX_DEPTH} levels deep`)
  t.match(refusal('{"a":'.repeat(400_000)).message, 'levels deep')
  t.ok(parse(`{"a":"${'['.repeat(2000)}"}`).value)
  t.ok(parse(`[${'[],'.repeat(2000)}[]]`).value, 'siblings are not depth')
})

t.test('members given twice are reported, at the top and where the caller looks', async (t) => {
  const body = parse('{"a":1,"b":{"c":1,"c":2,"d":{"e":1,"e":2}},"\\u0061":2,"a":3,"f":{"g":1,"g":1},"h":[1,1]}')
  t.strictSame(body.duplicates(), [['a']])
  t.strictSame(body.duplicates(['b', 'h', 'absent']), [['a'], ['b', 'c']])
  t.strictSame(parse('[1]').duplicates(['a']), [])
  t.strictSame(parse('{}').duplicates(), [])
})

t.test('a member named __proto__ stays a plain member', async (t) => {
  const body = parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')
  t.equal(Object.getPrototypeOf(body.value), Object.prototype)
  t.equal(({} as Record<string, unknown>).polluted, undefined)
  t.equal(body.rawMember('__proto__'), '{"polluted":true}')
  t.equal(parse('{}').rawMember('__proto__'), undefined)
  t.equal(parse('{}').rawMember('toString'), undefined)
})

t.test('minify drops white space between tokens and nothing else', async (t) => {
  t.equal(minify(' { "a b" : [ 1.00 , 1E2 ,\r\n\t-0.0 ] , "a b" : "\\" \\\\" , "é😀" : " \t " } '), '{"a b":[1.00,1E2,-0.0],"a b":"\\" \\\\","é😀":" \t "}')
  t.equal(minify('{"test":"value"}'), '{"test":"value"}')
  fc.assert(fc.property(fc.jsonValue(), (value) => minify(JSON.stringify(value, null, 3)) === JSON.stringify(value)))
})

t.test('time grows with the size only, also for hostile bodies of 2 MiB', async (t) => {
  const filled = (unit: string, head = '{"payload":', tail = '}') => head + unit.repeat((2 ** 21 - 20) / unit.length | 0) + tail
  const hostile = [
    filled('\\\\', '{"payload":"', '"}'), filled('\\"', '{"payload":"', '"}'), filled(' ', '{"payload":', '1}'),
    filled('"a":1,', '{', '"payload":1}'), filled('"",', '{"payload":[', '1]}'), filled('[],', '{"payload":[', '1]}')
  ]
  for (const text of hostile) {
    const bytes = Buffer.from(text)
    const before = process.cpuUsage()
    const body = parseBody(bytes)
    body.duplicates(['payload'])
    minify(body.rawMember('payload')!)
    const { user, system } = process.cpuUsage(before)
    t.ok(user + system < 3e6, `${text.slice(0, 20)}… takes ${Math.round((user + system) / 1000)} ms of CPU, whatever else runs`)
  }
})

function attempt (run: () => unknown): { ok: true, value: unknown } | { ok: false, error: unknown } {
  try {
    return { ok: true, value: run() }
  } catch (error) {
    return { ok: false, error }
  }
}
