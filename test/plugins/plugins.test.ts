import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import { pino } from 'pino'
import t from 'tap'
import { withoutTrailingSlashes } from '../../src/plugins/connection.js'
import { addErrorHandler } from '../../src/plugins/error-handler.js'
import { parseQuery } from '../../src/plugins/query.js'
import { serializerCompiler } from '../../src/plugins/serializer.js'
import type { App } from '../../src/http/app-types.js'
import { raw } from '../../src/http/raw-mark.js'
import { RawJson } from '../../src/schemas/common-schema.js'

t.test('Slashes at the end of a path are removed. Slashes of the query stay.', async t => {
  const cases: Array<[string, string]> = [
    ['/', '/'], ['///', '/'], ['/a', '/a'], ['/a/', '/a'], ['/a///', '/a'], ['/a/?b=c/', '/a?b=c/'], ['/a?b/', '/a?b/'], ['/?', '/?'],
    ['/a//b//?/?/', '/a//b?/?/'], ['', '']
  ]
  for (const [url, expected] of cases) t.equal(withoutTrailingSlashes(url), expected, url)
  const long = `/${'/'.repeat(1_000_000)}a`
  t.equal(withoutTrailingSlashes(long), long)
})

t.test('A query is read by its schema: a value that cannot be read is 400, a value that breaks a rule is 422.', async t => {
  const schema = Type.Object({
    limit: Type.Integer({ maximum: 250, default: 50 }),
    flag: Type.Boolean(),
    before: Type.Unsafe<number>({ type: 'string', format: 'date-time' }),
    order: Type.Unsafe<string>({ type: 'string', enum: ['up', 'down'] }),
    list: Type.Array(Type.String({ minLength: 1, pattern: '^[a-z]+$' }))
  })
  const read = (text: string) => parseQuery(schema, Object.fromEntries(new URLSearchParams(text)))
  t.strictSame(read(''), { limit: 50 })
  t.strictSame(read('limit=0&flag=false&order=up&other=x'), { limit: 0, flag: false, order: 'up' })
  t.strictSame(read('before=2026-11-22 14:05:00.123456789 UTC'), { limit: 50, before: Date.UTC(2026, 10, 22, 14, 5, 0, 123) })
  t.strictSame(parseQuery(schema, { list: ['a', 'b,c'], 'list[]': 'd', 'list[3]': 'a', 'list[x]': '5', listing: '5' }).list, [
    'a', 'b', 'c', 'd'
  ])
  for (const bad of [
    'limit=', 'limit=-1', 'limit=1.5', 'limit=999999999999999999999', 'flag=', 'flag=1', 'before=now', 'order=', 'order=UP'
  ]) t.throws(() => read(bad), { statusCode: 400, code: 'generic_error' }, bad)
  for (const bad of ['limit=251', 'list=', 'list=a,', 'list=A']) t.throws(() => read(bad), { statusCode: 422, name: 'Error' }, bad)
  t.throws(() => parseQuery(schema, { limit: ['1', '1'] }), { statusCode: 400, code: 'generic_error' })
})

t.test('Raw JSON is sent unchanged, and no other value is taken for raw JSON.', async t => {
  const schema = Type.Object({ text: Type.String(), json: RawJson(), map: Type.Object({}, { additionalProperties: Type.String() }) })
  const serialize = serializerCompiler({ schema, method: 'GET', url: '/' }) as (value: unknown) => string
  const json = '{"b":1.00,"a":"\\u0001\\"","c":[]}'
  for (const text of ['\u0001', '"\u0001', '\u0001"', '\u0001{"x":1}\u0001', '\\"\u0001', '"', 'x'.repeat(6000) + '\u0001"']) {
    t.equal(serialize({
      text, json: raw(json), map: { [text]: text }
    }), `{"text":${JSON.stringify(text)},"json":${json},"map":{${JSON.stringify(text)}:${JSON.stringify(text)}}}`)
  }
})

t.test('An unexpected error is answered with 500 without details, and is logged.', async t => {
  const lines: string[] = []
  const app = Fastify({ loggerInstance: pino({ level: 'error' }, { write: (line: string) => { lines.push(line) } }) }) as unknown as App
  addErrorHandler(app)
  app.get('/', async () => { throw new Error('the inside') })
  t.teardown(async () => { await app.close() })
  const reply = await app.inject('/')
  t.strictSame([reply.statusCode, reply.json().code], [500, 'internal_error'])
  t.notMatch(reply.body, /inside/)
  t.match(lines, [/"request\.failed"/])
  t.match(lines[0], /the inside/)
})
