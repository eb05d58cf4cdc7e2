import { useState } from 'preact/hooks'
import { api, asked, inApp, type Endpoint } from '../state/calls.js'
import { to } from '../state/address.js'
import { may } from '../state/session.js'
import { w } from '../state/words.js'
import { act } from '../parts/announce.js'
import { Confirm } from '../parts/dialog.js'
import { ReplayDialog } from './replay-dialog.js'
import { TestDialog } from './test-dialog.js'

type Open = 'test' | 'replay' | 'disable' | undefined

/** What can be done with an endpoint; only what the token allows is there. */
export function EndpointActions ({ endpoint, onChange }: { endpoint: Endpoint, onChange: () => void }) {
  const [open, setOpen] = useState<Open>()
  const { id, disabled } = endpoint
  const close = () => setOpen(undefined)
  const setDisabled = async (next: boolean) => {
    const path = inApp({ endpoint_id: id })
    await act(async () => await asked(api.PATCH('/api/v1/app/{app_id}/endpoint/{endpoint_id}', { params: { path }, body: { disabled: next } })), w(next ? 'endpoint.disabled' : 'endpoint.enabled'))
    onChange()
  }
  return (
    <>
      {may('CreateAttempts') && <button type='button' disabled={disabled} onClick={() => setOpen('test')}>{w('test')}</button>}
      {may('CreateAttempts') && <button type='button' disabled={disabled} onClick={() => setOpen('replay')}>{w('replay')}</button>}
      {may('ManageEndpoint') && <a class='button' href={to(['endpoints', id, 'edit'])}>{w('edit')}</a>}
      {may('ManageEndpoint') && (disabled
        ? <button type='button' class='primary' onClick={() => { void setDisabled(false) }}>{w('enable')}</button>
        : <button type='button' class='text' onClick={() => setOpen('disable')}>{w('disable')}</button>)}
      {open === 'test' && <TestDialog endpoint={endpoint} onClose={close} />}
      {open === 'replay' && <ReplayDialog endpoint={endpoint} onClose={close} onDone={onChange} />}
      {open === 'disable' && (
        <Confirm title={w('disable.title')} action={w('disable')} isDangerous onClose={close} onDo={async () => await setDisabled(true)}>
          <p>{w('disable.text')}</p>
        </Confirm>
      )}
    </>
  )
}
