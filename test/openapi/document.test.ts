import { readFileSync } from 'node:fs'
import t from 'tap'
import type { Document, Operation, Schema } from '../../openapi/document.js'
import { operationsOf } from '../../openapi/document.js'
import { checkAnswer } from '../helpers/openapi.js'

const document = JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as Document
const operations = operationsOf(document)
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

const isText = (text: unknown) => typeof text === 'string' && text.length > 3 && text !== 'Default Response'

/** Every property below a schema, with where it is. References are looked at where they lead. */
function propertiesOf (schema: Schema, at: string): Array<[string, Schema]> {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, one]) => [[`${at}.${name}`, one] as [string, Schema], ...propertiesOf(one, `${at}.${name}`)])
  const parts = [schema.items, schema.additionalProperties, ...schema.anyOf ?? []].filter(part => typeof part === 'object')
  return [...own, ...parts.flatMap(part => propertiesOf(part, at))]
}
const schemasOf = ({ requestBody, responses }: Operation) =>
  [requestBody, ...Object.values(responses)].flatMap(one => Object.values(one?.content ?? {})).map(({ schema }) => schema)

t.test('Every operation says what it is for, in more than its title', async t => {
  const plain = operations.filter(({ operation: { summary, description = '' } }) => !isText(summary) || description.replace(/A portal's token needs.*/, '').length < 40)
  t.same(plain.map(({ operation }) => operation.operationId), [])
  t.ok(operations.length > 90)
  const texts = operations.map(({ operation }) => operation.description)
  t.equal(new Set(texts).size, texts.length, 'no text is there twice')
})

t.test('Every parameter, property, answer and group has a description', async t => {
  const parameters = operations.flatMap(({ operation: { operationId, parameters = [] } }) => parameters.map(one => ({ name: `${operationId} ${one.name}`, one })))
  t.same(parameters.filter(({ one }) => !isText(one.description)).map(({ name }) => name), [])
  const properties = [
    ...Object.entries(document.components.schemas).flatMap(([name, schema]) => propertiesOf(schema, name)),
    ...operations.flatMap(({ operation }) => schemasOf(operation).flatMap(schema => propertiesOf(schema, operation.operationId)))
  ]
  t.ok(properties.length > 500)
  t.same(properties.filter(([, { description }]) => !isText(description)).map(([name]) => name), [])
  const answers = operations.flatMap(({ operation }) => Object.entries(operation.responses).map(([status, one]) => [`${operation.operationId} ${status}`, one] as const))
  t.same(answers.filter(([, { description }]) => !isText(description)).map(([name]) => name), [])
  const groups = new Map(document.tags.map(({ name, description }) => [name, description]))
  const used = new Set(operations.flatMap(({ operation }) => operation.tags))
  t.same([...groups.keys()].sort(), [...used].sort(), 'no group without operations, none without a text')
  t.ok([...groups.values()].every(isText))
})

t.test('It says where a token comes from, and that a POST can be repeated', async t => {
  t.equal(document.info.version, version)
  t.match(document.components.securitySchemes.HTTPBearer!.description, /npx posthorn token/)
  for (const { method, operation } of operations) {
    const key = operation.parameters?.find(({ name }) => name === 'idempotency-key')
    t.equal(key?.in, method === 'post' ? 'header' : undefined, operation.operationId)
  }
  t.match(document.paths['/api/v1/app/{app_id}/import/{import_id}/upload']?.put, { security: [{ UploadToken: [] }], requestBody: { content: { 'text/csv': {} } } })
})

t.test('Failures have the answers that the app gives, and each is what its schema says', async t => {
  const examples = operations.flatMap(({ path, method, operation }) => Object.entries(operation.responses)
    .filter(([status]) => status >= '400').map(([status, { content }]) => ({ name: `${operation.operationId} ${status}`, path, method, status, example: content?.['application/json']?.example })))
  for (const { name, path, method, status, example } of examples) {
    if (example !== undefined) t.doesNotThrow(() => checkAnswer(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'x'), { status: Number(status), text: JSON.stringify(example) }), name)
  }
  const without = examples.filter(({ example }) => example === undefined).map(({ name }) => name)
  // Only a gateway answers 429. The others need a state that no single request makes.
  t.same(without.filter(name => !/ (429|5\d\d)$|^v1\.import\.|\.poller\./.test(name)), [
    'v1.authentication.app-portal-access 409', 'v1.event-type.delete 422', 'v1.endpoint.get-stats 422', 'v1.endpoint.get-attempt-stats 422', 'v1.message.get 422'
  ])
  const of = (id: string, status: number) => examples.find(({ name }) => name === `${id} ${status}`)?.example
  t.match(of('v1.message.create', 422), { detail: [{ loc: ['body'], msg: /eventType/ }] })
  t.match(of('v1.endpoint.create', 409), { code: 'conflict', detail: /inbox/ })
  t.match(of('v1.application.get', 404), { code: 'not_found' })
})
