import t from 'tap'
import { Svix } from 'svix'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(async () => await server.close())

async function organization () {
  const token = await server.token()
  const api = await server.api(token)
  const load = async (spec: object, fields: object = {}) => await api('POST', '/event-type/import/openapi', { spec, ...fields })
  const names = async (query = '') => (await api('GET', `/event-type${query}`)).body.data.map((one: { name: string }) => one.name)
  const schema = async (name: string) => (await api('GET', `/event-type/${name}`)).body.schemas?.['1']
  return { token, api, load, names, schema }
}

const body = (schema: unknown, more: object = {}) => ({ requestBody: { content: { 'application/json': { schema, ...more } } } })
const spec31 = (webhooks: object, more: object = {}) => ({ openapi: '3.1.0', info: { title: 't', version: '1' }, webhooks, ...more })

const yaml = `
openapi: 3.0.3
info: { title: Pets, version: '1' }
x-webhooks:
  pet.new:
    post:
      summary: A new pet
      deprecated: true
      x-svix-feature-flag: beta
      x-svix-group-name: pets
      requestBody:
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Pet' }
            example: { name: Rex }
components:
  schemas:
    Pet:
      type: object
      properties:
        name: { type: string, nullable: true, enum: [Rex, Tom] }
        age: { type: integer, minimum: 0, exclusiveMinimum: true, example: 3 }
        nullable: { type: boolean }
        mother: { $ref: '#/components/schemas/Pet', description: ignored }
`

t.test('OpenAPI 3.0 as YAML, with cycles, becomes a draft-7 schema that checks payloads.', async t => {
  const { token, api, schema } = await organization()
  const svix = new Svix(token, { serverUrl: server.url })
  t.strictSame((await svix.eventType.importOpenapi({ specRaw: yaml })).data.modified, ['pet.new'])
  t.match((await api('GET', '/event-type/pet.new')).body, {
    description: 'A new pet', deprecated: true, featureFlag: 'beta', groupName: 'pets', archived: false
  })
  const pet = {
    type: 'object',
    properties: {
      name: { type: ['string', 'null'], enum: ['Rex', 'Tom', null] },
      age: { type: 'integer', exclusiveMinimum: 0, examples: [3] },
      nullable: { type: 'boolean' },
      mother: { $ref: '#/definitions/Pet' }
    }
  }
  t.strictSame(await schema('pet.new'), { ...pet, definitions: { Pet: pet }, examples: [{ name: 'Rex' }] })
  t.equal((await api('PATCH', '/event-type/pet.new', { validatePayload: true })).status, 200)
  await api('POST', '/app', { name: 'a', uid: 'pets' })
  const send = async (payload: object) => (await api('POST', '/app/pets/msg', { eventType: 'pet.new', payload })).status
  t.equal(await send({ name: null, mother: { mother: { age: 1 } } }), 202)
  t.equal(await send({ mother: { mother: { age: 0 } } }), 422)
  t.strictSame(
    (await svix.eventType.importOpenapi({ specRaw: JSON.stringify(spec31({ 'pet.new': { post: {} } })) })).data.modified, ['pet.new']
  )
  t.match((await api('GET', '/event-type/pet.new')).body, { validatePayload: true, schemas: null, deprecated: false, description: '' })
})

t.test('OpenAPI 3.1 keeps keywords beside a reference, and its own keywords become their draft-7 names.', async t => {
  const { load, schema } = await organization()
  const schemas = {
    A: { type: ['string', 'null'] }, 'odd/name~': { const: 1 }, Loop: {
      $defs: { x: { type: 'integer' } },
      properties: { next: { $ref: '#/components/schemas/Loop' }, x: { $ref: '#/components/schemas/Loop/$defs/x' } }
    }
  }
  const tuple = {
    prefixItems: [{ $ref: '#/components/schemas/A', title: 'first' }], items: false, dependentRequired: { a: ['b'] },
    dependentSchemas: {
      c: { $ref: '#/components/schemas/odd~1name~0' }
    }, $id: 'http://x', discriminator: { propertyName: 'p' }, default: { $ref: 'data' }
  }
  const answer = await load(spec31({
    tuple: { post: body(tuple) }, loop: { $ref: '#/components/pathItems/Loop' }, none: { post: { description: 'd', responses: {} } }
  }, {
    components: {
      schemas, pathItems: { Loop: { put: { requestBody: { $ref: '#/components/requestBodies/Loop' } } } }, requestBodies: {
        Loop: { description: 'of the body', content: { 'application/vnd.x+json': { schema: { $ref: '#/components/schemas/Loop' } } } }
      }
    }
  }))
  t.match(answer, { status: 200, body: { data: { modified: ['tuple', 'loop', 'none'] } } })
  t.strictSame(await schema('tuple'), {
    items: [{ allOf: [{ $ref: '#/definitions/A' }, { title: 'first' }] }],
    additionalItems: false,
    dependencies: { a: ['b'], c: { $ref: '#/definitions/odd~1name~0' } },
    default: { $ref: 'data' },
    definitions: { 'odd/name~': { const: 1 }, A: { type: ['string', 'null'] } }
  })
  t.match(await schema('loop'), { definitions: { x: { type: 'integer' }, Loop: { properties: { next: { $ref: '#/definitions/Loop' } } } } })
  t.equal(await schema('none'), undefined)
})

t.test('A dry run lists what an import would write, and writes nothing.', async t => {
  const { load, names } = await organization()
  const answer = await load(spec31({ a: { post: { description: 'd', ...body({ type: 'object' }) } } }), { dryRun: true, replaceAll: true })
  t.strictSame(answer.body, {
    data: {
      modified: [], to_modify: [{
        name: 'a', description: 'd', deprecated: false, schemas: { 1: { type: 'object' } }, featureFlag: null, featureFlags: null,
        groupName: null
      }]
    }
  })
  t.strictSame(await names('?include_archived=true'), [])
})

t.test('An import with replaceAll archives event types that the document lacks; an import revives archived ones.', async t => {
  const { api, load, names } = await organization()
  await api('POST', '/event-type', { name: 'old', description: '' })
  await api('POST', '/event-type', { name: 'kept', description: 'before', retrySchedule: [1] })
  await api('DELETE', '/event-type/kept')
  t.strictSame((await load(spec31({ kept: { post: {} } }))).body.data.modified, ['kept'])
  t.strictSame(await names(), ['kept', 'old'])
  t.match((await api('GET', '/event-type/kept')).body, { description: '', retrySchedule: [1] })
  t.strictSame((await load(spec31({ kept: { post: {} } }), { replaceAll: true })).body.data.modified, ['kept', 'old'])
  t.strictSame(await names(), ['kept'])
})

t.test('An invalid document is refused as a whole, with the path of the error.', async t => {
  const { api, load, names } = await organization()
  const good = { good: { post: {} } }
  const refused: Array<[string, object, string[]]> = [
    ['a remote reference', { ...good, a: { post: body({ $ref: 'http://127.0.0.1:9/x.json' }) } }, ['body', 'spec', 'webhooks', 'a']],
    ['a file', { ...good, a: { $ref: './x.yaml' } }, ['body', 'spec', 'webhooks', 'a']],
    [
      'a reference to nowhere', { a: { post: body({ properties: { x: { $ref: '#/components/none' } } }) } },
      ['body', 'spec', 'webhooks', 'a']
    ],
    ['a reference to itself', { a: { $ref: '#/webhooks/a' } }, ['body', 'spec', 'webhooks', 'a']],
    ['a prototype', { a: { $ref: '#/webhooks/__proto__/toString' } }, ['body', 'spec', 'webhooks', 'a']],
    ['a bad name', { ...good, 'a b': { post: {} } }, ['body', 'spec', 'webhooks', 'a b', 'name']],
    ['no operation', { a: {} }, ['body', 'spec', 'webhooks', 'a']],
    ['a bad flag', { a: { post: { 'x-svix-feature-flags': 'x' } } }, ['body', 'spec', 'webhooks', 'a', 'featureFlags']],
    ['no schema', { ...good, a: { post: body({ type: 'text' }) } }, ['body', 'spec', 'webhooks', 'a', 'schemas', '1']]
  ]
  for (const [what, webhooks, loc] of refused) {
    const answer = await load(spec31(webhooks))
    t.equal(answer.status, 422, what)
    t.strictSame(answer.body.detail[0].loc, loc, what)
    t.equal((await load(spec31(webhooks), { dryRun: true })).status, 422, what)
  }
  const raw = async (specRaw: unknown) => (await api('POST', '/event-type/import/openapi', { specRaw })).status
  for (const text of [
    '', 'a: b: c', '{"openapi":', 'openapi: 2.0', 'swagger: "2.0"', '&a [*a]', '"text"', `${'['.repeat(600)}${']'.repeat(600)}`, 5
  ]) t.equal(await raw(text), 422, String(text).slice(0, 20))
  const bomb = ['a: &a0 [x]', ...Array.from({ length: 30 }, (_, i) => `b${i}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`)].join('\n')
  t.equal(await raw(bomb), 422)
  t.equal((await api('POST', '/event-type/import/openapi', {})).status, 422)
  t.equal((await api('POST', '/event-type/import/openapi', { spec: [] })).status, 422)
  t.strictSame(await names('?include_archived=true'), [])
})

t.test('A small document cannot cause large work.', async t => {
  const { load } = await organization()
  const properties = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`p${i}`, { type: 'string' }]))
  const webhooks = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [
    `w${i}`, { post: body({ items: { $ref: '#/components/schemas/Large' } }) }
  ]))
  const answer = await load(spec31(webhooks, { components: { schemas: { Large: { properties } } } }), { dryRun: true })
  t.match(answer, { status: 422, body: { detail: [{ msg: /too large/ }] } })
})

t.test('A document with tens of thousands of keys takes time in proportion to their number, and a repeated key is refused.', async t => {
  const { api } = await organization()
  const head = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\nwebhooks: { a.b: { post: {} } }\nx-more:\n'
  const keys = Array.from({ length: 30_000 }, (_, n) => `  key${n}: ${n}\n`).join('')
  const load = async (specRaw: string) => await api('POST', '/event-type/import/openapi', { specRaw })
  t.match(await load(head + keys), { status: 200, body: { data: { modified: ['a.b'] } } })
  t.match(await load(`${head}${keys}  key7: 1\n`), {
    status: 422, body: { detail: [{ loc: ['body', 'specRaw'], msg: /key 'key7' twice/ }] }
  })
})

t.test('Aliases may repeat a part of a document, within a limit.', async t => {
  const { api, schema } = await organization()
  const head = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\n'
  const load = async (specRaw: string) => await api('POST', '/event-type/import/openapi', { specRaw })
  const hooks = Array.from(
    { length: 150 }, (_, n) => `  a.${n}: { post: { requestBody: { content: { application/json: { schema: *s } } } } }`
  ).join('\n')
  t.equal((await load(`${head}x-s: &s { type: object }\nwebhooks:\n${hooks}\n`)).status, 200)
  t.strictSame(await schema('a.149'), { type: 'object' })
  const large = `x-a: &a [${Array.from({ length: 90_000 }, (_, n) => `v${n}`).join(', ')}]\nx-b:\n${'  - *a\n'.repeat(97)}`
  t.match(await load(`${head}${large}webhooks: {}\n`), {
    status: 422, body: { detail: [{ msg: /aliases refer to themselves, or make it larger than/ }] }
  })
})

t.test('A schema may refer to itself by #; long chains and large numbers of references take time in proportion to their number.', async t => {
  const { load, schema } = await organization()
  const webhooks = {
    tree: { post: body({ properties: { child: { $ref: '#' } } }) }, deep: { post: body({ items: { $ref: '#/components/schemas/Node' } }) }
  }
  t.equal((await load(spec31(webhooks, { components: { schemas: { Node: { properties: { next: { $ref: '#' } } } } } }))).status, 200)
  t.strictSame(await schema('tree'), { properties: { child: { $ref: '#' } } })
  t.strictSame(await schema('deep'), {
    items: { $ref: '#/definitions/Node' }, definitions: { Node: { properties: { next: { $ref: '#/definitions/Node' } } } }
  })
  const chain = Object.fromEntries(Array.from({ length: 15_000 }, (_, n) => [
    `d${n}`, n === 14_999 ? {} : { properties: { a: { $ref: `#/components/schemas/d${n + 1}` } } }
  ]))
  t.match(await load(
    spec31({ chain: { post: body({ $ref: '#/components/schemas/d0' }) } }, { components: { schemas: chain } }), { dryRun: true }
  ), { status: 422, body: { detail: [{ msg: /300000 bytes/ }] } })
  const twins = Object.fromEntries(Array.from({ length: 8000 }, (_, n) => [`x${n}`, { same: {} }]))
  t.equal((await load(spec31(
    { twins: { post: body({ allOf: Object.keys(twins).map(name => ({ $ref: `#/components/${name}/same` })) }) } }, { components: twins }
  ), { dryRun: true })).status, 422, 'the schema is too large for an event type, and is refused quickly')
})
