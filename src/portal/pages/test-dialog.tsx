import { useState } from 'preact/hooks'
import { api, asked, inApp, type Endpoint } from '../state/calls.js'
import { useEventTypes } from '../state/catalogue.js'
import { go, to } from '../state/address.js'
import { w } from '../state/words.js'
import { wordsOf } from '../parts/announce.js'
import { Dialog } from '../parts/dialog.js'
import { Field } from '../parts/fields.js'
import { Show } from '../parts/states.js'

/** Sends the example of an event type to one endpoint, and shows the message. */
export function TestDialog ({ endpoint: { id, url, eventTypes }, onClose }: { endpoint: Endpoint, onClose: () => void }) {
  const types = useEventTypes()
  const [chosen, setChosen] = useState<string>()
  const [error, setError] = useState<string>()
  const send = async (eventType: string) => {
    try {
      const message = await asked(api.POST('/api/v1/app/{app_id}/endpoint/{endpoint_id}/send-example', { params: { path: inApp({ endpoint_id: id }) }, body: { eventType } }))
      onClose()
      go(to(['messages', message.id]))
    } catch (failure) {
      setError(wordsOf(failure))
    }
  }
  return (
    <Dialog title={w('test.title')} onClose={onClose}>
      <p>{w('test.text')} <bdi class='url'>{url}</bdi></p>
      <Show of={types} rows={1}>
        {all => {
          // The server always has an example of the last one.
          const names = [...all.map(({ name }) => name), 'svix.ping'].filter(name => !eventTypes || eventTypes.includes(name))
          const eventType = chosen ?? names[0]
          if (eventType === undefined) return <p class='quiet'>{w('test.none')}</p>
          return (
            <form class='stack' onSubmit={event => { event.preventDefault(); void send(eventType) }}>
              <Field label={w('column.type')} error={error} help={w('test.help')}>
                {props => <select {...props} value={eventType} onChange={event => { setChosen(event.currentTarget.value); setError(undefined) }}>{names.map(name => <option key={name}>{name}</option>)}</select>}
              </Field>
              <div class='actions'><button type='button' onClick={onClose}>{w('cancel')}</button><button class='primary'>{w('test.send')}</button></div>
            </form>
          )
        }}
      </Show>
    </Dialog>
  )
}
