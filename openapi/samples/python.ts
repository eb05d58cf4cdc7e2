import type { Call } from '../samples.js'
import { SERVER } from './curl.js'

/** A program of Python, with the token in TOKEN; what the SDK does not have, by httpx, which the SDK brings along. */
export function python (call: Call): string {
  const { sdk, args, query, body } = call
  if (!sdk) return withHttpx(call)
  const model = sdk.model ? [sdk.model] : []
  const fields = Object.entries(body ?? {}).map(([name, value]) => `${snake(name)}=${literal(value)}`)
  const given = [...args.map(quoted), ...Object.values(query).map(quoted), ...model.map(name => `${name}(${fields.join(', ')})`)]
  return [
    'import os',
    `from svix.api import Svix, SvixOptions${model.length === 0 ? '' : `\nfrom svix.models import ${model.join(', ')}`}`,
    '',
    `svix = Svix(os.environ["TOKEN"], SvixOptions(server_url="${SERVER}"))`,
    `print(svix.${sdk.name.split('.').map(snake).join('.').replace(/\.import$/, '.import_')}(${given.join(', ')}))`
  ].join('\n')
}

function withHttpx ({ method, path, body, needsToken, isUpload }: Call): string {
  const given = [
    quoted(method), quoted(`${SERVER}${path}`),
    ...needsToken ? ['headers={"authorization": f"Bearer {os.environ[\'TOKEN\']}"}'] : [],
    ...body ? [`json=${literal(body)}`] : [],
    ...isUpload ? ['content=open("messages.ndjson", "rb").read()'] : []
  ]
  return [...needsToken ? ['import os'] : [], 'import httpx', '', `answer = httpx.request(${given.join(', ')})`, 'print(answer.status_code, answer.text)'].join('\n')
}

const snake = (name: string) => name.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
const quoted = (text: string) => JSON.stringify(text)

function literal (value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value === null) return 'None'
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object') return String(value)
  return `{${Object.entries(value).map(([name, one]) => `${quoted(name)}: ${literal(one)}`).join(', ')}}`
}
