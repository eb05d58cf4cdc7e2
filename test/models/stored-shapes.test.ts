import { isDeepStrictEqual } from 'node:util'
import dynamoose from 'dynamoose'
import t from 'tap'
import { TABLES, type TableName } from '../../src/facts/table-definitions.js'
import { definitionOf } from '../../src/models/definitions.js'
import { bindModel, Instance } from '../../src/models/dynamoose-models.js'
import { SCHEMAS, type ModelName } from '../../src/models/schemas.js'
import { keyTypes } from '../../src/models/shapes.js'
import { schemaOf } from '../../src/models/table-schema.js'
import * as configured from '../../src/repositories/configured.js'
import type { Operations } from '../../src/dynamodb/call.js'
import { get, put } from '../../src/repositories/database.js'
import { fc, runs, type Arbitrary } from '../helpers/chance.js'
import { openTestDatabase } from '../helpers/engine.js'

// The two ways to read and write configuration: Dynamoose's models, and the lean one. Each reads items of the other.

const text = fc.string({ unit: 'binary', maxLength: 12 })
const name = fc.oneof(
  text.filter(key => key !== '' && key !== '__proto__'), fc.constantFrom('a.b', 'S', 'M', 'L', '0', 'type', 'schema', '$set')
)
const number = fc.oneof(fc.maxSafeNat(), fc.double({ min: -1e9, max: 1e9, noNaN: true })
  .map(fraction => Math.round(fraction * 1000) / 1000), fc.constantFrom(0, Number.MAX_SAFE_INTEGER))
const texts = fc.dictionary(name, text, { maxKeys: 4 })
const list = <T>(of: Arbitrary<T>) => fc.array(of, { maxLength: 3 })
const maybe = <T>(of: Arbitrary<T>) => fc.oneof(of, fc.constant(null), fc.constant(undefined))
const record = (fields: Record<string, Arbitrary<unknown>>) => fc.record(fields)

const COLOURS = [
  'primary', 'backgroundPrimary', 'backgroundSecondary', 'backgroundHover', 'textPrimary', 'textSecondary', 'textDanger',
  'interactiveAccent',
  'navigationAccent', 'buttonPrimary', 'borderPrimary'
]
const palette = record(Object.fromEntries(COLOURS.map(colour => [colour, maybe(text)])))

const shapes = {
  applications: record({
    rev: number, uid: maybe(text), name: text, throttleRate: maybe(number), acceptRate: maybe(number), metadata: texts,
    messageShards: maybe(number),
    shardCounts: maybe(list(number)),
    indexEventTypes: maybe(fc.boolean()), typesFrom: maybe(number),
    createdAt: number, updatedAt: number, deletedAt: maybe(number), expiresAt: maybe(number),
    sessionsEndedUntil: maybe(number), polledSince: maybe(number), tokenExpiries: maybe(list(record({ issuedUpTo: number, at: number })))
  }),
  settings: record({
    validatePayload: fc.boolean(), displayName: maybe(text), logoUrl: maybe(text), customFontFamily: maybe(text),
    colorPaletteLight: maybe(palette), colorPaletteDark: maybe(palette),
    customThemeOverride: maybe(record({
      borderRadius: maybe(record({ button: maybe(text), card: maybe(text), input: maybe(text) })),
      fontSize: maybe(record({ base: maybe(number) }))
    })),
    customStringsOverride: maybe(record({ channelsOne: maybe(text), channelsMany: maybe(text), channelsHelp: maybe(text) })),
    enableChannels: fc.boolean(), enableMessageTags: fc.boolean()
  }),
  endpoints: record({
    orgId: text, rev: number, uid: maybe(text), url: text.map(rest => `https://${rest}`), login: maybe(text), description: text,
    version: number,
    disabled: fc.boolean(), eventTypes: maybe(list(text)), channels: maybe(list(text)), filter: maybe(text), throttleRate: maybe(number),
    metadata: texts,
    headers: texts, secret: text, oldSecrets: list(record({ secret: text, expiresAt: number })),
    circuit: maybe(record({
      state: fc.constantFrom('open', 'half-open', 'closed'), since: number, until: number, opens: number, probedAt: maybe(number),
      plannedAt: maybe(number)
    })),
    holdUntil: maybe(number), failingSince: maybe(number), exhaustedSince: maybe(number),
    stopped: maybe(record({ why: fc.constantFrom('gone', 'failing'), at: number })), retryScheduleMs: maybe(list(number)),
    notices: maybe(list(record({ type: fc.constantFrom('endpoint.disabled', 'endpoint.circuit.opened'), at: number, since: number }))),
    createdAt: number, updatedAt: number, deletedAt: maybe(number), expiresAt: maybe(number)
  }),
  destinations: record({
    orgId: text, rev: number, uid: maybe(text), disabled: fc.boolean(), eventTypes: maybe(list(text)), channels: maybe(list(text)),
    batchSize: number, maxWaitSecs: number, metadata: texts,
    tokens: list(record({ id: text, sealed: text, digest: text, createdAt: number, expiresAt: maybe(number) })),
    createdAt: number, updatedAt: number, deletedAt: maybe(number), expiresAt: maybe(number)
  }),
  'event-types': record({
    rev: number, description: text, archived: fc.boolean(), deprecated: fc.boolean(), schemas: maybe(fc.json()), featureFlag: maybe(text),
    featureFlags: maybe(list(text)), groupName: maybe(text), retryScheduleMs: maybe(list(number)), validatePayload: maybe(fc.boolean()),
    createdAt: number, updatedAt: number
  }),
  tasks: record({
    rev: number, kind: fc.constantFrom('endpoint.recover', 'message.import'), appId: text, endpointId: text, since: number, until: number,
    filter: record({
      channel: maybe(text), eventTypes: maybe(list(text)), tag: maybe(text), status: maybe(number), statusCodeClass: maybe(number)
    }),
    status: fc.constantFrom('running', 'finished', 'failed'), reason: maybe(text), position: maybe(text), isWalked: fc.boolean(),
    outstanding: list(text), resent: number, expunged: maybe(number), canceled: maybe(number), appIds: maybe(list(text)),
    counting: maybe(record({ appId: text, endpointId: text, after: maybe(text), count: number })), resultBytes: maybe(number),
    import: maybe(record({
      file: maybe(text), version: maybe(text), report: text, uploadUntil: number,
      at: maybe(record({
        format: record({
          kind: fc.constantFrom('lines', 'array', 'csv'), isGzip: fc.boolean(), columns: maybe(list(text)), separator: maybe(text),
          endsWithCr: maybe(fc.boolean())
        }),
        position: record({ offset: number, line: number })
      })),
      entries: number, accepted: number, refused: number, parts: number
    })),
    probe: maybe(fc.constantFrom('sent', 'over')), batches: number, waitMs: number,
    lease: maybe(record({ owner: text, until: number, nonce: maybe(number) })), dueShard: maybe(text.filter(Boolean)), dueAt: maybe(number),
    updatedAt: number, expiresAt: number
  }),
  'task-results': record({ rev: number, found: fc.json(), expiresAt: number })
} satisfies Partial<Record<ModelName, Arbitrary<object>>>

const { db, prefix } = await openTestDatabase()
const instance = new Instance()
instance.aws.ddb.set({
  getItem: async (input: Operations['GetItem']['input']) => await db.call('GetItem', { ...input, ConsistentRead: true })
} as never)
const models = (name: ModelName) => bindModel(name, prefix, instance)
let made = 0

for (const [model, shape] of Object.entries(shapes) as Array<[keyof typeof shapes, Arbitrary<object>]>) {
  const { table } = SCHEMAS[model]
  const newKey = () => Object.fromEntries(db.models[table].keyNames.map(part => [part, `${part}-${++made}`]))
  const stored = async (key: Record<string, string>) =>
    (await db.call('GetItem', { TableName: db.models[table].tableName, Key: db.models[table].encode(key) })).Item!

  t.test(`${model}: Items that one way writes are read by the other.`, async t => {
    await fc.assert(fc.asyncProperty(shape, async fields => {
      const [lean, modelled] = [newKey(), newKey()]
      await put(db, table, { ...lean, ...fields })
      await configured.create(db, model, { ...modelled, ...fields })
      const expected = withoutNulls(fields)
      t.strictSame(
        without(lean, { ...await models(model).get(lean, { return: 'item' }) }), expected, 'Dynamoose reads items that the lean way wrote'
      )
      t.strictSame(without(modelled, await get<object>(db, table, modelled)), expected, 'the lean way reads items that Dynamoose wrote')
      t.strictSame(without(modelled, await stored(modelled)), without(lean, await stored(lean)), 'the stored items are the same')
    }), { numRuns: runs(40, 300) })
  })

  t.test(`${model}: The test covers every attribute of the model, and the model has every stored attribute.`, async t => {
    const seen = new Set(fc.sample(shape, { numRuns: 400, seed: 1 }).flatMap(fields => pathsIn(fields)))
    const own = (path: string) => !path.endsWith('.0') && !(path in keyTypes(table))
    t.strictSame([...seen].filter(own).sort(), schemaOf(model).attributes().filter(own).sort())
  })

  t.test(`${model}: An attribute that the model does not have is an error. It is not dropped.`, t => {
    const [fields] = fc.sample(shape, { numRuns: 1, seed: 1 })
    t.throws(() => db.models[table].encode({ ...newKey(), ...fields, unknown: 1 }), TypeError)
    t.throws(() => db.models[table].encode({ ...newKey(), ...fields, rev: '1' }), TypeError)
    t.end()
  })

  t.test(`${model}: A write whose answer was lost is recognized when it is repeated, on both ways.`, async t => {
    const { db, inject } = await openTestDatabase()
    const [fields] = fc.sample(shape, { numRuns: 1, seed: 2 }) as [Record<string, unknown>]
    const condition = { expression: `attribute_not_exists(#${db.models[table].keyNames.at(-1)!})` }
    inject(({ name }) => name === 'PutItem' ? 'repeat' : undefined)
    const [lean, modelled] = [newKey(), newKey()]
    t.equal(await put(db, table, { ...lean, ...fields }, condition), true)
    t.equal(await configured.create(db, model, { ...modelled, ...fields }), true)
    t.equal(await configured.create(db, model, { ...modelled, ...fields, expiresAt: 4 }), false, 'a different item is not recognized')
  })
}

t.test('An item is written only over the revision that was read.', async t => {
  const item = { ...fc.sample(shapes.applications, { numRuns: 1, seed: 1 })[0], orgId: 'org_1', id: 'app_1', rev: 1, name: 'first' }
  t.equal(await configured.create(db, 'applications', item), true)
  t.equal(await configured.create(db, 'applications', { ...item, name: 'again' }), false)
  t.equal(await configured.save(db, 'applications', { ...item, rev: 2, name: 'second', uid: null }, 1), true)
  t.equal(await configured.save(db, 'applications', { ...item, rev: 2, name: 'late' }, 1), false)
  t.match(await get(db, 'applications', { orgId: 'org_1', id: 'app_1' }), { rev: 2, name: 'second' })
})

t.test('Both ways refuse an item above 400 KB.', async t => {
  const item = {
    ...fc.sample(shapes['event-types'], { numRuns: 1, seed: 1 })[0], orgId: 'org_1', name: 'large', schemas: 'x'.repeat(410 * 1024)
  }
  await t.rejects(put(db, 'event-types', item), { name: 'ValidationException' })
  await t.rejects(configured.create(db, 'event-types', item), { name: 'ValidationException' })
})

t.test('A map may have a name that Dynamoose cannot use.', async t => {
  const [fields] = fc.sample(shapes.applications, { numRuns: 1, seed: 1 })
  const item = { ...fields, orgId: 'org_1', id: 'app_2', rev: 1, metadata: { constructor: 'x' } }
  t.equal(await configured.create(db, 'applications', item), true)
  t.equal(await configured.create(db, 'applications', { ...item, name: 'again' }), false)
  t.equal(await configured.save(db, 'applications', { ...item, rev: 2 }, 1), true)
  t.match(await get(db, 'applications', { orgId: 'org_1', id: 'app_2' }), { rev: 2, metadata: { constructor: 'x' } })
})

t.test('A value that Dynamoose would refuse is an error.', async t => {
  const item = { ...fc.sample(shapes.tasks, { numRuns: 1, seed: 1 })[0], orgId: 'org_1', id: 'qtask_1' }
  await t.rejects(configured.create(db, 'tasks', { ...item, status: 'unheard of' }), { name: 'ValidationError' })
  await t.rejects(configured.create(db, 'tasks', { ...item, since: 'yesterday' }), { name: 'TypeMismatch' })
  await t.rejects(configured.create(db, 'tasks', { ...item, kind: undefined }), { name: 'ValidationError' })
})

t.test('The tables equal those that Dynamoose would make.', async t => {
  for (const name of Object.keys(TABLES) as TableName[]) {
    const instance = new Instance()
    const model = dynamoose.model(name, schemaOf(name))
    const table = new instance.Table(`t-${name}`, [model], { create: false, update: false, waitForActive: false, throughput: 'ON_DEMAND' })
    const { AttributeDefinitions, ...expected } = await table.create({ return: 'request' }) as unknown as ReturnType<typeof definitionOf>
    const { AttributeDefinitions: ours, ...rest } = definitionOf(name, `t-${name}`)
    t.strictSame(rest, expected, name)
    t.ok(isDeepStrictEqual(new Set(ours), new Set(AttributeDefinitions)), name)
    t.ok(bindModel(name, 't-', instance))
  }
})

const without = (key: object, item: object | undefined) =>
  item && Object.fromEntries(Object.entries(item).filter(([attribute]) => !(attribute in key)))

function withoutNulls (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each != null).map(([key, each]) => [key, withoutNulls(each)]))
}

// As Dynamoose writes them: `oldSecrets.0.secret`. Names that callers choose are left out, with all below them.
function pathsIn (value: unknown, path = ''): string[] {
  if (value === null || value === undefined) return []
  const inner = (key: string, each: unknown) => pathsIn(each, path === '' ? key : `${path}.${key}`)
  const own = path === '' ? [] : [path]
  if (Array.isArray(value)) return [...own, ...value.flatMap(each => inner('0', each))]
  if (typeof value !== 'object' || path === 'metadata' || path === 'headers') return own
  return [...own, ...Object.entries(value).flatMap(([key, each]) => inner(key, each))]
}
