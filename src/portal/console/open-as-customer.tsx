import { useState } from 'preact/hooks'
import { api, asked } from '../state/calls.js'
import { w } from '../state/words.js'
import { wordsOf } from '../parts/announce.js'
import { Dialog } from '../parts/dialog.js'
import type { Application } from './application-calls.js'
import { c } from './console-words.js'
import { bodyOfGrant, everything, GrantFields, type Grant } from './grant-fields.js'

/** Opens the portal of an application as its customer sees it, in a tab of its own, with what is chosen allowed. */
export function OpenAsCustomer ({ application: { id, name }, onClose }: { application: Application, onClose: () => void }) {
  const [grant, setGrant] = useState<Grant>({ ...everything, expiry: 3600, sessionId: 'console' })
  const [error, setError] = useState<string>()
  const [url, setUrl] = useState<string>()
  const open = async () => {
    try {
      const link = (await asked(api.POST('/api/v1/auth/app-portal-access/{app_id}', { params: { path: { app_id: id } }, body: bodyOfGrant(grant) }))).url
      // Without an opener the new tab has a storage of its own, and cannot reach this page. Whether it opened is not told then.
      window.open(link, '_blank', 'noopener')
      setUrl(link)
    } catch (failure) {
      setError(wordsOf(failure))
    }
  }
  return (
    <Dialog title={c('customer.title', { name })} onClose={onClose}>
      {url !== undefined
        ? (
          <>
            <p>{c('customer.opened')}</p>
            <div class='actions'>
              <a class='button' href={url} target='_blank' rel='noopener noreferrer'>{c('customer.again')}</a>
              <button type='button' class='primary' onClick={onClose}>{w('close')}</button>
            </div>
          </>
          )
        : (
          <form class='stack' onSubmit={event => { event.preventDefault(); void open() }}>
            <GrantFields value={grant} onChange={change => setGrant({ ...grant, ...change })} />
            <p class='quiet'>{c('customer.text')}</p>
            {error !== undefined && <p class='bad' role='alert'>{error}</p>}
            <div class='actions'><button type='button' onClick={onClose}>{w('cancel')}</button><button class='primary'>{c('customer.do')}</button></div>
          </form>
          )}
    </Dialog>
  )
}
