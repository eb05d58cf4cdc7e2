import { useState } from 'preact/hooks'
import { api, asked, inApp } from '../state/calls.js'
import { useLoad } from '../state/loading.js'
import { may } from '../state/session.js'
import { w } from '../state/words.js'
import { act } from '../parts/announce.js'
import { Show } from '../parts/states.js'

/** The headers that are sent along. Their values may be secret, so they are set and removed, not read. */
export function EndpointHeaders ({ id }: { id: string }) {
  const path = inApp({ endpoint_id: id })
  const headers = useLoad(`headers ${id}`, async () => await asked(api.GET('/api/v1/app/{app_id}/endpoint/{endpoint_id}/headers', { params: { path } })))
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const change = async (body: { headers: Record<string, string | null> }, done: string) => {
    const isDone = await act(async () => await asked(api.PATCH('/api/v1/app/{app_id}/endpoint/{endpoint_id}/headers', { params: { path }, body })), done)
    if (isDone) headers.reload()
    return isDone
  }
  const add = async () => { if (await change({ headers: { [name.trim()]: value } }, w('header.set', { name }))) { setName(''); setValue('') } }
  return (
    <section aria-labelledby='headers'>
      <h2 id='headers'>{w('headers')}</h2>
      <Show of={headers} rows={1}>
        {({ headers: shown, sensitive }) => {
          const all = [...Object.entries(shown), ...sensitive.map(one => [one, '••••••'] as const)]
          return (
            <div class='card'>
              {all.length === 0 && <p class='quiet'>{w('headers.none')}</p>}
              {all.map(([header, text]) => (
                <div key={header} class='line'>
                  <code class='grow'><bdi>{header}</bdi>: <bdi class='quiet'>{text}</bdi></code>
                  {may('ManageEndpoint') && <button type='button' class='text' aria-label={w('header.remove', { name: header })} onClick={() => { void change({ headers: { [header]: null } }, w('header.removed', { name: header })) }}>{w('remove')}</button>}
                </div>
              ))}
              {may('ManageEndpoint') && (
                <form class='line' onSubmit={event => { event.preventDefault(); void add() }}>
                  <input class='grow' aria-label={w('header.name')} placeholder={w('header.name')} value={name} required onInput={event => setName(event.currentTarget.value)} />
                  <input class='grow' aria-label={w('header.value')} placeholder={w('header.value')} value={value} required onInput={event => setValue(event.currentTarget.value)} />
                  <button>{w('header.add')}</button>
                </form>
              )}
            </div>
          )
        }}
      </Show>
    </section>
  )
}
