import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import type { Api, Reply, TestServer } from './server.js'

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
  if (method === 'HEAD' || status === 204) {
    if (text !== '') throw new Error(`${where} has a body: ${text}`)
    return
  }
  const pointer = ['paths', template!, name, 'responses', String(status), 'content', 'application/json', 'schema']
  const validate = ajv.compile({ $ref: `document#/${pointer.map(escape).join('/')}` })
  if (!validate(JSON.parse(text))) throw new Error(`${where} does not match: ${ajv.errorsText(validate.errors)} in ${text}`)
}

/** The same client, whose every answer is compared with the document. */
export function documented (api: Api): Api {
  return async (method, path, body, headers) => {
    const reply = await api(method, path, body, headers)
    checkAnswer(method, `/api/v1${path}`, reply)
    return reply
  }
}

/** The same server, all of whose clients do so. */
export const documentedServer = (server: TestServer): TestServer => ({ ...server, api: async token => documented(await server.api(token)) })

const escape = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
