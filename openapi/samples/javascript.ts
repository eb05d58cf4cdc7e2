import type { Call } from '../samples.js'
import { SERVER } from './curl.js'

// What the models of the SDK have as times.
const TIMES = new Set(['since', 'until', 'after', 'deliverAt'])

/** A module of Node, with the token in TOKEN; what the SDK does not have, by `fetch`. */
export function javascript (call: Call): string {
  const { sdk, args, query, body } = call
  if (!sdk) return withFetch(call)
  const given = [...args.map(quoted), ...Object.values(query).map(quoted), ...body ? [literal(body)] : sdk.model ? ['{}'] : []]
  return [
    "import { Svix } from 'svix'",
    '',
    `const svix = new Svix(process.env.TOKEN, { serverUrl: '${SERVER}' })`,
    `console.log(await svix.${sdk.name}(${given.join(', ')}))`
  ].join('\n')
}

function withFetch ({ method, path, body, needsToken, isUpload }: Call): string {
  const options = [
    ...method === 'GET' ? [] : [`  method: '${method}'`],
    ...needsToken ? ['  headers: { authorization: \'Bearer \' + process.env.TOKEN }'] : [],
    ...body ? [`  body: JSON.stringify(${literal(body, false)})`] : [],
    ...isUpload ? ["  body: await readFile('messages.ndjson')"] : []
  ]
  const given = [quoted(`${SERVER}${path}`), ...options.length > 0 ? [`{\n${options.join(',\n')}\n}`] : []]
  return [
    ...isUpload ? ["import { readFile } from 'node:fs/promises'", ''] : [],
    `const answer = await fetch(${given.join(', ')})`, 'console.log(answer.status, await answer.text())'
  ].join('\n')
}

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

function literal (value: unknown, hasTimes = true, name = ''): string {
  if (typeof value === 'string') return hasTimes && TIMES.has(name) ? `new Date(${quoted(value)})` : quoted(value)
  if (Array.isArray(value)) return `[${value.map(one => literal(one, hasTimes)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const members = Object.entries(value).map(([key, one]) => `${/^[a-z_]\w*$/i.test(key) ? key : quoted(key)}: ${literal(one, hasTimes, key)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}
