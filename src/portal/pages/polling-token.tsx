import { useState } from 'preact/hooks'
import { api, asked, CallError, inApp, SERVER } from '../state/calls.js'
import { may } from '../state/session.js'
import { w } from '../state/words.js'
import { announce, wordsOf } from '../parts/announce.js'
import { Copy } from '../parts/copy.js'

const MISSING = 404

/** The token that polls: shown when it is asked for, made anew with an overlap, with a request to try. */
export function PollingToken ({ id }: { id: string }) {
  const [token, setToken] = useState<string>()
  const [isNone, setNone] = useState(false)
  const path = inApp({ endpoint_id: id })
  const get = async (call: () => Promise<{ token: string }>, done?: string) => {
    try {
      setToken((await call()).token)
      setNone(false)
      if (done !== undefined) announce(done)
    } catch (error) {
      if (error instanceof CallError && error.status === MISSING) setNone(true)
      else announce(wordsOf(error), { isError: true })
    }
  }
  const show = async () => await get(async () => await asked(api.GET('/api/v1/auth/app/{app_id}/poller/{endpoint_id}/token', { params: { path } })))
  const make = async () => await get(async () => await asked(api.POST('/api/v1/auth/app/{app_id}/poller/{endpoint_id}/token/rotate', { params: { path }, body: {} })), w('polling.token.made'))
  if (!may('ViewEndpointSecret') && !may('ManageEndpointSecret')) return null
  const { app_id: app } = path
  const sample = `curl -H "Authorization: Bearer $TOKEN" "${SERVER}/api/v1/app/${app}/poller/${id}/consumer/worker-1?wait=25"`
  return (
    <section aria-labelledby='token'>
      <h2 id='token'>{w('polling.token')}</h2>
      <div class='card'>
        {isNone && <p class='quiet'>{w('polling.token.none')}</p>}
        {token === undefined ? <code class='quiet'>sk_poll_••••••••••••••••</code> : <span><code class='all'>{token}</code><Copy text={token} label={w('copy.text', { what: w('polling.token') })} /></span>}
        <div class='actions start'>
          {may('ViewEndpointSecret') && <button type='button' onClick={() => { if (token === undefined) void show(); else setToken(undefined) }}>{w(token === undefined ? 'secret.show' : 'secret.hide')}</button>}
          {may('ManageEndpointSecret') && <button type='button' onClick={() => { void make() }}>{w('polling.token.make')}</button>}
        </div>
        <p class='quiet'>{w('polling.try')}</p>
        <span><code class='all'>{sample}</code><Copy text={sample} label={w('copy.text', { what: w('polling.try') })} /></span>
      </div>
    </section>
  )
}
