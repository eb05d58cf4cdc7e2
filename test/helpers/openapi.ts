import { readFileSync } from 'node:fs'
import { subscribe } from 'node:diagnostics_channel'
import { Ajv, type ValidateFunction } from 'ajv'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { Api, Reply } from './server.js'

type Operation = { responses: Record<string, { content?: Record<string, { schema: object }> }> }
interface Document { paths: Record<string, Record<string, Operation>> }

const document = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')) as Document
const ajv = new Ajv({ strict: false, allErrors: true })
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}){0,2}(Z|\+00:00)$/)
ajv.addSchema(document, 'document')

const templates = Object.keys(document.paths).map(template => ({
  template,
  pattern: new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}/*$`),
  parameters: template.split('{').length
})).sort((a, b) => a.parameters - b.parameters)

/**
 * Throws when an answer is not what openapi.json says: a status it does not know for this operation, a body that does
 * not match, a body where there must be none. What is no operation is not looked at.
 */
export function checkAnswer (method: string, url: string, { status, text }: Pick<Reply, 'status' | 'text'>): void {
  const { pathname } = new URL(url, 'http://posthorn')
  const template = templates.find(({ pattern }) => pattern.test(pathname))?.template
  const name = method === 'HEAD' ? 'get' : method.toLowerCase()
  const operation = template === undefined ? undefined : document.paths[template]![name]
  if (operation === undefined) return
  const response = operation.responses[status]
  const where = `${method} ${template} → ${status}`
  if (response === undefined) throw new Error(`${where} is not documented`)
  if (method === 'HEAD' || response.content === undefined) {
    if (text !== '') throw new Error(`${where} has a body: ${text}`)
    return
  }
  const pointer = ['paths', template!, name, 'responses', String(status), 'content', 'application/json', 'schema']
  const validate = validatorOf(`document#/${pointer.map(escape).join('/')}`)
  if (!validate(JSON.parse(text))) throw new Error(`${where} does not match: ${ajv.errorsText(validate.errors)} in ${text}`)
}

// Compiling a validator takes longer than a request.
const validators = new Map<string, ValidateFunction>()

function validatorOf ($ref: string): ValidateFunction {
  const known = validators.get($ref) ?? ajv.compile({ $ref })
  validators.set($ref, known)
  return known
}

/** A client that compares every answer with the document. */
export function documented (api: Api): Api {
  return async (method, path, body, headers) => {
    const reply = await api(method, path, body, headers)
    checkAnswer(method, `/api/v1${path}`, reply)
    return reply
  }
}

// Whatever app this process builds, and whoever calls it: an SDK, a generated client, a socket. What is not as the
// document says fails the test file.
subscribe('fastify.initialization', message => {
  const { fastify } = message as { fastify: FastifyInstance }
  fastify.addHook('onSend', async ({ method, url }, { statusCode }, payload) => {
    try {
      if (!isStream(payload)) checkAnswer(method, url, { status: statusCode, text: method === 'HEAD' ? '' : textOf(payload) })
    } catch (error) {
      t.fail((error as Error).message)
    }
    return payload
  })
})

const isStream = (payload: unknown) => typeof payload === 'object' && payload !== null && 'pipe' in payload
const textOf = (payload: unknown) => payload === null || payload === undefined ? '' : String(payload)

const escape = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
