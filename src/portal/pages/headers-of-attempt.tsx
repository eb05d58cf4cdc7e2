import type { ComponentChildren } from 'preact'
import { api, asked, inApp, type Attempt, type AttemptHeaders as Headers } from '../state/calls.js'
import { useLoad } from '../state/loading.js'
import { w } from '../state/words.js'
import { Copy } from '../parts/copy.js'
import { Show } from '../parts/states.js'

/** The headers of an attempt: what was sent, and what the endpoint answered. Secret values are not kept. */
export function AttemptHeaders ({ attempt: { id, msgId, url }, body }: { attempt: Attempt, body: string | undefined }) {
  const path = inApp({ msg_id: msgId, attempt_id: id })
  const headers = useLoad<Headers>(`headers of ${id}`, async () => await asked(api.GET('/api/v1/app/{app_id}/msg/{msg_id}/attempt/{attempt_id}/headers', { params: { path } })))
  return (
    <Show of={headers} rows={2}>
      {({ sentHeaders, responseHeaders, isCut }) => {
        const sent = Object.entries(sentHeaders)
        return (
          <>
            <HeaderList title={w('request.headers')} pairs={sent}>
              {body !== undefined && <Copy text={() => curlOf(url, sent, body)} label={w('curl.copy')} />}
            </HeaderList>
            <HeaderList title={w('response.headers')} pairs={responseHeaders as unknown as Array<[string, string]>} />
            {isCut && <p class='quiet'>{w('headers.cut')}</p>}
          </>
        )
      }}
    </Show>
  )
}

interface HeaderListProps { title: string, pairs: ReadonlyArray<readonly [string, string]>, children?: ComponentChildren }

function HeaderList ({ title, pairs, children }: HeaderListProps) {
  if (pairs.length === 0) return null
  return (
    <details class='card headers'>
      <summary>{title} <span class='quiet num'>{pairs.length}</span>{children}</summary>
      <dl>{pairs.map(([name, value], at) => <div key={at}><dt><code>{name}</code></dt><dd><code><bdi>{value}</bdi></code></dd></div>)}</dl>
    </details>
  )
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** The same request for a shell. What is masked stays masked. */
const curlOf = (url: string, headers: ReadonlyArray<readonly [string, string]>, body: string) =>
  [`curl -X POST ${quoted(url)}`, ...headers.filter(([name]) => name.toLowerCase() !== 'content-length').map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`), `--data-raw ${quoted(body)}`].join(' \\\n  ')
