import { useState } from 'preact/hooks'
import { api, asked, inApp } from '../state/calls.js'
import { to } from '../state/address.js'
import { may } from '../state/session.js'
import { duration } from '../state/times.js'
import { w } from '../state/words.js'
import { act } from '../parts/announce.js'
import { Confirm } from '../parts/dialog.js'
import { Field } from '../parts/fields.js'
import { SecretCard } from './secret-card.js'

const GRACES = [0, 3600, 86_400, 604_800]
const DAY = 86_400

/** The signing secret of an endpoint; exchanged with an overlap that is chosen. */
export function EndpointSecret ({ id }: { id: string }) {
  const path = inApp({ endpoint_id: id })
  const [mayView, mayManage] = [may('ViewEndpointSecret'), may('ManageEndpointSecret')]
  if (!mayView && !mayManage) return null
  return (
    <SecretCard
      reveal={mayView ? async () => await asked(api.GET('/api/v1/app/{app_id}/endpoint/{endpoint_id}/secret', { params: { path } })) : undefined}
      rotate={mayManage ? onClose => <Rotate id={id} onClose={onClose} /> : undefined}
    >
      <a href={to('verify')}>{w('verify.title')}</a>
    </SecretCard>
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
