import { VERSION } from '../src/version.js'
import { JSON_TYPE, operationsOf, type Document, type Operation, type Parameter, type Schema } from './document.js'
import { BODIES, parameterExample } from './texts/examples.js'
import { DESCRIPTION, IDEMPOTENCY_KEY, SERVER, TAGS, TOKEN, UPLOAD_TOKEN } from './texts/general.js'
import { SETUP } from './texts/operations-setup.js'
import { REST } from './texts/operations-rest.js'
import { TRAFFIC } from './texts/operations-traffic.js'
import { PROPERTIES } from './texts/properties.js'

const OPERATIONS = { ...SETUP, ...TRAFFIC, ...REST }

/** Puts the texts of openapi/texts into a document. What has no text stays without: a test finds it. */
export function describe (document: Document): void {
  Object.assign(document.info, { version: VERSION, description: DESCRIPTION })
  document.servers = [{ url: '/', description: SERVER }]
  document.tags = Object.entries(TAGS).map(([name, description]) => ({ name, description }))
  document.components.securitySchemes.HTTPBearer!.description = TOKEN
  document.components.securitySchemes.UploadToken!.description = UPLOAD_TOKEN
  for (const { path, method, operation } of operationsOf(document)) {
    describeOperation(operation)
    operation.parameters = [...(operation.parameters ?? []), ...takesKey(method, operation) ? [KEY] : []].map(one => withExample(path, one))
    if (operation.parameters.length === 0) delete operation.parameters
    for (const [status, answer] of Object.entries(operation.responses)) {
      if (answer.description === 'Default Response') answer.description = SUCCESSES[status] ?? 'Done'
    }
    exampleOf(operation)
    if (operation.operationId === UPLOAD) operation.requestBody = { required: true, content: FILES }
  }
  for (const media of operationsOf(document).flatMap(({ operation: { requestBody, responses } }) =>
    [requestBody, ...Object.values(responses)].flatMap(one => Object.values(one?.content ?? {})))) describeSchema(media.schema, media.schema.title ?? '')
}

const SUCCESSES: Record<string, string> = {
  200: 'Done: the answer has the result', 201: 'Created', 202: 'Accepted: it is stored and goes on in the background', 204: 'Done; the answer has no body'
}

const KEY: Parameter = { name: 'idempotency-key', in: 'header', required: false, description: IDEMPOTENCY_KEY, schema: { type: 'string', minLength: 1 } }
const takesKey = (method: string, { security }: Operation) => method === 'post' && security !== undefined

const UPLOAD = 'v1.import.upload'
const FILE = { schema: { type: 'string', description: 'Each entry has the fields of a message in a batch' } }
const FILES = { 'application/x-ndjson': FILE, 'text/csv': FILE, 'application/octet-stream': FILE }

function describeOperation (operation: Operation): void {
  const text = (OPERATIONS as Record<string, string | undefined>)[operation.operationId]
  const capability = operation['x-capability']
  const needs = capability && `A portal's token needs the capability \`${capability}\`.`
  if (text === undefined) throw new Error(`${operation.operationId} has no text: openapi/texts says what it is for, when to take it and what follows.`)
  operation.description = [text, needs].filter(part => part !== undefined).join('\n\n')
}

function withExample (path: string, parameter: Parameter): Parameter {
  const text = PROPERTIES[`${parameter.in}.${parameter.name}`]
  const example = parameter.in === 'path' ? parameterExample(path, parameter.name) : parameter.example
  return { ...parameter, ...parameter.description === undefined && text !== undefined && { description: text }, ...example !== undefined && { example } }
}

function exampleOf ({ requestBody }: Operation): void {
  const media = requestBody?.content[JSON_TYPE]
  const example = BODIES[media?.schema.title ?? '']
  if (media && example) media.example = example
}

/** Gives every property its description: the one for this schema, its own, that of what it may be beside null, or the one for its name. */
function describeSchema (schema: Schema, at: string): void {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const where = `${at}.${name}`
    const text = textOf(where, name, property)
    if (text !== undefined) property.description = text
    describeSchema(property, property.title ?? where)
  }
  for (const part of [schema.items, schema.additionalProperties, ...schema.anyOf ?? []]) {
    if (typeof part === 'object') describeSchema(part, part.title ?? at)
  }
}

const textOf = (where: string, name: string, { description, anyOf = [] }: Schema) =>
  PROPERTIES[where] ?? description ?? anyOf.find(one => one.description)?.description ?? PROPERTIES[name]
