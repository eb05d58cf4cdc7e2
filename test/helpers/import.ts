import type { Api } from './server.js'
import { eventually } from './receiver.js'

/** The content of a report: its counts, and each refused entry. */
export interface Report {
  summary: Record<string, unknown>, refused: Array<{
    line: number, entry: number, status: number, reason: string
  }>
}

export function reportOf (text: string): Report {
  const [summary, ...refused] = text.trimEnd().split('\n').map(line => JSON.parse(line))
  return { summary, refused }
}

/** Uploads a file to an application and waits until its import has ended. */
export async function importOver (api: Api, appId: string, content: string | Buffer): Promise<{
  id: string, status: Record<string, unknown>, report: Report
}> {
  const { body: begun } = await api('POST', `/app/${appId}/import`)
  const answer = await fetch(begun.uploadUrl, { method: 'PUT', body: content as string })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  const path = `/app/${appId}/import/${begun.id}`
  const status = await eventually('the import is over', async () => {
    const { body } = await api('GET', path)
    return body.status === 'finished' || body.status === 'failed' ? body : undefined
  })
  const { text } = await api('GET', `${path}/report`)
  return { id: begun.id, status, report: reportOf(text) }
}
