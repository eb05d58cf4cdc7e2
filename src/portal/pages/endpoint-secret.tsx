import { useState } from 'preact/hooks'
import { api, asked, inApp } from '../state/calls.js'
import { to } from '../state/address.js'
import { may } from '../state/session.js'
import { duration } from '../state/times.js'
import { w } from '../state/words.js'
import { act, announce, wordsOf } from '../parts/announce.js'
import { Copy } from '../parts/copy.js'
import { Confirm } from '../parts/dialog.js'
import { Field } from '../parts/fields.js'

const GRACES = [0, 3600, 86_400, 604_800]
const DAY = 86_400

/** The signing secret: shown when it is asked for, and exchanged with an overlap. */
export function EndpointSecret ({ id }: { id: string }) {
  const [key, setKey] = useState<string>()
  const [isRotating, setRotating] = useState(false)
  const path = inApp({ endpoint_id: id })
  const reveal = async () => {
    try {
      setKey((await asked(api.GET('/api/v1/app/{app_id}/endpoint/{endpoint_id}/secret', { params: { path } }))).key)
    } catch (error) {
      announce(wordsOf(error), { isError: true })
    }
  }
  if (!may('ViewEndpointSecret') && !may('ManageEndpointSecret')) return null
  return (
    <section aria-labelledby='secret'>
      <h2 id='secret'>{w('secret')}</h2>
      <div class='card'>
        {key === undefined ? <code class='quiet'>whsec_••••••••••••••••</code> : <span><code class='all'>{key}</code><Copy text={key} label={w('copy.text', { what: w('secret') })} /></span>}
        <div class='actions start'>
          {may('ViewEndpointSecret') && <button type='button' onClick={() => { if (key === undefined) void reveal(); else setKey(undefined) }}>{w(key === undefined ? 'secret.show' : 'secret.hide')}</button>}
          {may('ManageEndpointSecret') && <button type='button' onClick={() => setRotating(true)}>{w('secret.rotate')}</button>}
          <a href={to('verify')}>{w('verify.title')}</a>
        </div>
      </div>
      {isRotating && <Rotate id={id} onClose={() => { setKey(undefined); setRotating(false) }} />}
    </section>
  )
}

function Rotate ({ id, onClose }: { id: string, onClose: () => void }) {
  const [grace, setGrace] = useState(DAY)
  const rotate = async () => await act(async () => await asked(api.POST('/api/v1/app/{app_id}/endpoint/{endpoint_id}/secret/rotate', { params: { path: inApp({ endpoint_id: id }) }, body: { gracePeriodSeconds: grace } })), w('secret.rotated'))
  return (
    <Confirm title={w('secret.rotate.title')} action={w('secret.rotate')} onClose={onClose} onDo={rotate}>
      <p>{w('secret.rotate.text')}</p>
      <Field label={w('secret.grace')} help={w(grace === 0 ? 'secret.grace.none' : 'secret.grace.help')}>
        {props => (
          <select {...props} value={String(grace)} onChange={event => setGrace(Number(event.currentTarget.value))}>
            {GRACES.map(seconds => <option key={seconds} value={String(seconds)}>{seconds === 0 ? w('secret.grace.zero') : duration(seconds * 1000)}</option>)}
          </select>
        )}
      </Field>
    </Confirm>
  )
}
