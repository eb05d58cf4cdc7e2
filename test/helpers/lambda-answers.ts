import { request } from 'node:http'
import type { Lambda } from './lambda-runtime.js'
import type { Sent, Shape } from './lambda-events.js'

export interface Answer { status: number, headers: Record<string, string>, body: Buffer }
export type Ask = (sent: Sent) => Promise<Answer>

// Headers of the app. The others belong to the connection or to the gateway.
const OURS = /^(content-type|allow|location|cache-control|vary|retry-after|access-control-.*)$/

/** Sends requests to the server without changes. */
export const overSocket = (url: string): Ask => async ({ method, target, headers, body }) => await new Promise((resolve, reject) => {
  const { hostname, port } = new URL(url)
  const sending = request({
    host: hostname, port, method, path: target,
    headers: { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) }
  }, answer => {
    const chunks: Buffer[] = []
    answer.on('data', chunk => chunks.push(chunk))
    answer.on('end', () =>
      resolve({ status: answer.statusCode!, headers: ours(answer.headers as Record<string, string>), body: Buffer.concat(chunks) }))
  })
  sending.on('error', reject)
  sending.end(body)
})

/** Asks the function as API Gateway would, and reads its answer as API Gateway would. */
export const throughLambda = ({ invoke }: Lambda, { event, base }: Shape): Ask => async sent => {
  const answer = await invoke(event(sent)) as {
    statusCode: number, headers: Record<string, string>, body: string, isBase64Encoded: boolean
  }
  const headers = ours(answer.headers)
  if (headers.location?.startsWith('/')) headers.location = withoutBase(headers.location, base)
  return { status: answer.statusCode, headers, body: Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8') }
}

function withoutBase (location: string, base: string): string {
  return location.startsWith(base) ? location.slice(base.length) : `not below ${base}: ${location}`
}

const ours = (headers: Record<string, string>) => Object.fromEntries(Object.entries(headers).filter(([name]) => OURS.test(name)))

/** Replaces values that differ from run to run by names: ids by the order of their first appearance, so that equal ids stay equal. */
export function comparable () {
  const names = new Map<string, string>()
  const nameOf = (id: string) => {
    if (!names.has(id)) names.set(id, `${id.split('_')[0]}_${names.size}`)
    return names.get(id)!
  }
  return ({ status, headers, body }: Answer) => ({
    status,
    headers,
    body: headers['content-type']?.startsWith('image/png')
      ? body.toString('hex')
      : body.toString()
        .replace(/(app|ep|msg|atmpt|qtask)_[0-9A-Za-z]{27}/g, nameOf)
        .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
        .replace(/"responseDurationMs":\d+/g, '"responseDurationMs":0')
        .replace(/whsec_[\w+/=]+/g, 'whsec_')
        .replace(/"token":"eyJ[\w.-]+"/g, '"token":"eyJ"')
        // The URL at which the caller reached it.
        .replace(/"url":"https?:[^"]+\/portal\/login#key=[^"]+"/g, '"url":"portal"')
        .replace(/org_lambda_\d+/g, 'org_lambda')
        .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://receiver')
  })
}
