import { useState } from 'preact/hooks'
import { api, asked, inApp, type Destination } from '../state/calls.js'
import { go, to } from '../state/address.js'
import { useLoad } from '../state/loading.js'
import { may } from '../state/session.js'
import { w } from '../state/words.js'
import { act } from '../parts/announce.js'
import { Id } from '../parts/copy.js'
import { Confirm } from '../parts/dialog.js'
import { Mark } from '../parts/mark.js'
import { Show } from '../parts/states.js'
import { Title } from '../parts/title.js'
import { When } from '../parts/when.js'
import { PollingConsumers } from './polling-consumers.js'
import { PollingToken } from './polling-token.js'

const ONE = '/api/v1/app/{app_id}/destination/{destination_id}'

/** A polling endpoint: who polls it, how far behind each is, and its token. */
export function PollingPage ({ id }: { id: string }) {
  const path = inApp({ destination_id: id })
  const destination = useLoad<Destination>(`polling ${id}`, async () => await asked(api.GET(ONE, { params: { path } })))
  const [isRemoving, setRemoving] = useState(false)
  const name = destination.data?.uid ?? w('polling.title')
  const isDisabled = destination.data?.status === 'disabled'
  const set = async (status: 'enabled' | 'disabled') => {
    await act(async () => await asked(api.PATCH(ONE, { params: { path }, body: { status } })), w(status === 'disabled' ? 'polling.disabled' : 'polling.enabled'))
    destination.reload()
  }
  const remove = async () => {
    if (await act(async () => await asked(api.DELETE(ONE, { params: { path } })), w('polling.removed'))) go(to('endpoints'))
  }
  return (
    <>
      <Title text={name} back={{ href: to('endpoints'), text: w('nav.endpoints') }}>
        {destination.data && may('ManageEndpoint') && (
          <>
            <button type='button' onClick={() => { void set(isDisabled ? 'enabled' : 'disabled') }}>{w(isDisabled ? 'enable' : 'disable')}</button>
            <button type='button' onClick={() => setRemoving(true)}>{w('remove')}</button>
          </>
        )}
      </Title>
      <Show of={destination}>
        {one => (
          <div class='columns'>
            <section aria-labelledby='consumers'>
              {isDisabled && <div class='card health disabled'><Mark state='disabled' /><p>{w('polling.health.disabled')}</p></div>}
              <h2 id='consumers'>{w('polling.consumers')}</h2>
              <PollingConsumers id={one.id} />
            </section>
            <aside>
              <PollingToken id={one.id} />
              <Facts of={one} />
            </aside>
          </div>
        )}
      </Show>
      {isRemoving && <Confirm title={w('polling.remove.title')} action={w('remove')} isDangerous onClose={() => setRemoving(false)} onDo={remove}><p>{w('polling.remove.text')}</p></Confirm>}
    </>
  )
}

const Facts = ({ of: { id, eventTypes, channels, createdAt } }: { of: Destination }) => (
  <section aria-labelledby='settings'>
    <h2 id='settings'>{w('settings')}</h2>
    <dl class='facts'>
      <div><dt>{w('field.types')}</dt><dd>{eventTypes ? <ul class='names'>{eventTypes.map(one => <li key={one}><code>{one}</code></li>)}</ul> : w('types.all')}</dd></div>
      {channels && <div><dt>{w('field.channels')}</dt><dd>{channels.join(', ')}</dd></div>}
      <div><dt>{w('field.id')}</dt><dd><Id id={id} /></dd></div>
      <div><dt>{w('field.created')}</dt><dd><When at={createdAt} /></dd></div>
    </dl>
  </section>
)
