/** The parts of an OpenAPI document that the files of this folder read and write. */
export interface Schema {
  title?: string
  description?: string
  type?: string | string[]
  examples?: unknown[]
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
  $ref?: string
  [name: string]: unknown
}
export interface Parameter { name: string, in: string, required?: boolean, description?: string, example?: unknown, schema: Schema }
export interface Media { schema: Schema, example?: unknown, examples?: Record<string, { value: unknown }> }
export interface Answer { description: string, content?: Record<string, Media> }
export interface Operation {
  operationId: string
  summary: string
  description?: string
  tags: string[]
  parameters?: Parameter[]
  requestBody?: { required?: boolean, content: Record<string, Media> }
  responses: Record<string, Answer>
  security?: object[]
  deprecated?: boolean
  'x-capability'?: string
  'x-codeSamples'?: Array<{ lang: string, label: string, source: string }>
}
export interface Document {
  openapi: string
  info: { title: string, version: string, description: string }
  servers?: Array<{ url: string, description?: string }>
  tags: Array<{ name: string, description: string }>
  components: { securitySchemes: Record<string, { description?: string }>, schemas: Record<string, Schema> }
  paths: Record<string, Record<string, Operation>>
}

export const JSON_TYPE = 'application/json'

/** Every operation with where it is. */
export const operationsOf = ({ paths }: Pick<Document, 'paths'>): Array<{ path: string, method: string, operation: Operation }> =>
  Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
