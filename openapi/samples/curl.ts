import type { Call } from '../samples.js'

export const SERVER = 'http://127.0.0.1:8071'

/** For bash, with the token in TOKEN. */
export function curl ({ method, path, body, needsToken, isUpload }: Call): string {
  const request = method === 'GET' ? '' : method === 'POST' && body ? '' : ` -X ${method}`
  return [
    `curl${request} '${SERVER}${path}'`,
    ...needsToken ? ['-H "authorization: Bearer $TOKEN"'] : [],
    ...body ? [`-d '${JSON.stringify(body)}'`] : [],
    ...isUpload ? ['--data-binary @messages.ndjson'] : []
  ].join(' \\\n  ')
}
