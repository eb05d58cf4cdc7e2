import { Svix } from 'svix-newest'
import { methodsOf, type SdkMethod } from '../test/helpers/sdk-source.js'
import { JSON_TYPE, operationsOf, type Document, type Operation } from './document.js'
import { curl } from './samples/curl.js'
import { go } from './samples/go.js'
import { javascript } from './samples/javascript.js'
import { python } from './samples/python.js'

/** A call as a sample shows it. */
export interface Call {
  method: string
  /** With the values of the examples in it, and the query that the operation needs. */
  path: string
  /** The values of the parameters in the path, in their order. */
  args: string[]
  /** Those that the operation cannot do without. */
  query: Record<string, string>
  body: Record<string, unknown> | undefined
  /** The method of the SDK, such as `endpoint.rotateSecret`, and the model of its body; undefined where SDKs do not have the call. */
  sdk: { name: string, model: string | undefined } | undefined
  needsToken: boolean
  isUpload: boolean
}

const LANGUAGES = [
  { lang: 'Shell', label: 'curl', write: curl },
  { lang: 'JavaScript', label: 'JavaScript', write: javascript },
  { lang: 'Python', label: 'Python', write: python },
  { lang: 'Go', label: 'Go', write: go }
]

/** Puts `x-codeSamples` into every operation: curl, and the SDKs in three languages where they have the call. */
export function addSamples (document: Document): void {
  const methods = methodsOf(new Svix('token'))
  for (const { path, method, operation } of operationsOf(document)) {
    const call = callOf(path, method, operation, methods)
    operation['x-codeSamples'] = LANGUAGES.map(({ lang, label, write }) => ({ lang, label, source: write(call) }))
  }
}

function callOf (path: string, method: string, operation: Operation, methods: SdkMethod[]): Call {
  const { parameters = [], requestBody, security } = operation
  const exampleOf = (name: string) => String(parameters.find(one => one.name === name)?.example)
  const isUpload = operation.operationId === 'v1.import.upload'
  const query = isUpload ? { token: 'UPLOAD_TOKEN' } : Object.fromEntries(parameters.filter(one => one.in === 'query' && one.required).map(one => [one.name, String(one.example)]))
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => exampleOf(name))
  // Of a call that a client has two methods for, the first; of the older and the newer, the newer.
  const sdk = methods.find(one => one.method.toLowerCase() === method && one.path === path)
  return {
    method: method.toUpperCase(),
    path: [filled, new URLSearchParams(query).toString()].filter(part => part !== '').join('?'),
    args: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => exampleOf(name!)),
    query,
    body: requestBody?.content[JSON_TYPE]?.example as Call['body'],
    sdk: sdk && { name: sdk.name, model: sdk.body },
    needsToken: security?.some(one => 'HTTPBearer' in one) ?? false,
    isUpload
  }
}
