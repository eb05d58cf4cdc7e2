import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda'

export type ProxyEvent = APIGatewayProxyEvent | APIGatewayProxyEventV2

/**
 * An event whose path and query are what the client sent: a named stage's prefix is taken off, and the query of an
 * HTTP API event, which joins repeated parameters with commas, is read again from its raw text.
 */
export function plainEvent (event: ProxyEvent): ProxyEvent {
  if (!('rawPath' in event)) return event
  const { requestContext: { stage }, rawPath, rawQueryString } = event
  const prefix = `/${stage}/`
  const path = stage !== '$default' && rawPath.startsWith(prefix) ? rawPath.slice(prefix.length - 1) : rawPath
  return { ...event, rawPath: path, multiValueQueryStringParameters: valuesOf(rawQueryString) } as ProxyEvent
}

function valuesOf (query: string): Record<string, string[]> {
  const values: Record<string, string[]> = Object.create(null)
  for (const [name, value] of new URLSearchParams(query)) (values[name] ??= []).push(value)
  return values
}
