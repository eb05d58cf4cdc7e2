/** A call that an AWS service refused. `name` is the service's name for the error. */
export interface AwsError extends Error {
  status: number
  /** The number of tries of the call. */
  attempts?: number
  /** The stored item for which a DynamoDB condition was not met, if the call asked for it; bytes are base64. */
  Item?: unknown
}

/** A complete answer. */
export interface Answer { status: number, headers: Record<string, string | string[] | undefined>, body: Buffer }

/** The answer is not the service's, or not in its format; it may come from a proxy in between. */
export class InvalidAnswer extends Error {
  override readonly name = 'InvalidAnswer'
}

/** The error in an answer, in JSON or XML; its name is `Unknown` when the answer has none. */
export function failureOf ({ status, headers, body }: Answer): AwsError {
  const text = body.toString()
  const { name, message, Item } = text.trimStart().startsWith('<') ? ofXml(text) : ofJson(text, headers)
  const error = Object.assign(new Error(message ?? `The service answered ${status}.`), { name: name || 'Unknown', status })
  return Item === undefined ? error : Object.assign(error, { Item })
}

interface Told { name: string | undefined, message: string | undefined, Item?: unknown }

function ofJson (text: string, headers: Answer['headers']): Told {
  const { __type, code, message, Message, Item } = parsed(text)
  return { name: nameIn(__type ?? code ?? headers['x-amzn-errortype']), message: textIn(message) ?? textIn(Message), Item }
}

function parsed (text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {}
  } catch {
    return {}
  }
}

const textIn = (value: unknown) => typeof value === 'string' ? value : undefined

// `com.amazonaws.dynamodb.v20120810#ValidationException`, or `ValidationException:http://…` in a header.
function nameIn (value: unknown): string | undefined {
  return textIn(value)?.split(',')[0]!.split(':')[0]!.split('#').at(-1)
}

function ofXml (text: string): Told {
  return { name: element(text, 'Code'), message: element(text, 'Message') }
}

/** The text of the first element with this name in an XML document. */
export function element (xml: string, name: string): string | undefined {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
  return found === undefined ? undefined : unescaped(found)
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

/** An XML text with its entities decoded. */
export function unescaped (text: string): string {
  return text.replace(/&(?:(lt|gt|quot|apos|amp)|#(\d+)|#x([\da-f]+));/gi, (_all, name?: string, decimal?: string, hex?: string) =>
    name ? ENTITIES[name.toLowerCase()]! : String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex!, 16)))
}
