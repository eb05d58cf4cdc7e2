import openapiTS, { astToString } from 'openapi-typescript'

type Operation = { deprecated?: boolean, responses: Record<string, object> }
type Paths = Record<string, Record<string, Operation>>

const HEAD = '// What portal and console call, by the types of openapi/openapi.json: `npm run openapi` writes it.\n'
const FAILURE = {
  description: 'A failure',
  content: { 'application/json': { schema: { type: 'object', required: ['detail'], properties: { code: { type: 'string' }, detail: {} } } } }
}

/** The types of all operations but deprecated ones, made of the text of the OpenAPI document. */
export async function portalTypes (document: string): Promise<string> {
  const { paths, ...rest } = JSON.parse(document) as { paths: Paths }
  const kept = Object.entries(paths).map(([path, operations]) => [path, Object.fromEntries(Object.entries(operations).filter(([, one]) => one.deprecated !== true).map(([method, one]) => [method, short(one)]))] as const)
  const asked = { ...rest, paths: Object.fromEntries(kept.filter(([, operations]) => Object.keys(operations).length > 0)) }
  return HEAD + astToString(await openapiTS(JSON.stringify(asked), { alphabetize: false }))
}

// All failures have one shape; repeated for each status they would be most of the file.
function short (operation: Operation): Operation {
  const answers = Object.entries(operation.responses).filter(([status]) => status < '300')
  return { ...operation, responses: { ...Object.fromEntries(answers), default: FAILURE } }
}
