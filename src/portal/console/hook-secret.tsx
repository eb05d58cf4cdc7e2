import { useState } from 'preact/hooks'
import { api, asked } from '../state/calls.js'
import { w } from '../state/words.js'
import { act, announce, wordsOf } from '../parts/announce.js'
import { Copy } from '../parts/copy.js'
import { Confirm } from '../parts/dialog.js'
import { c } from './console-words.js'

const DAY = 86_400

/** The signing secret of an operational webhook's endpoint: shown when it is asked for, and exchanged with an overlap of a day. */
export function HookSecret ({ id }: { id: string }) {
  const [key, setKey] = useState<string>()
  const [isRotating, setRotating] = useState(false)
  const path = { endpoint_id: id }
  const reveal = async () => {
    try {
      setKey((await asked(api.GET('/api/v1/operational-webhook/endpoint/{endpoint_id}/secret', { params: { path } }))).key)
    } catch (error) {
      announce(wordsOf(error), { isError: true })
    }
  }
  const rotate = async () => {
    await act(async () => await asked(api.POST('/api/v1/operational-webhook/endpoint/{endpoint_id}/secret/rotate', { params: { path }, body: { gracePeriodSeconds: DAY } })), w('secret.rotated'))
    setKey(undefined)
  }
  return (
    <section aria-labelledby='secret'>
      <h2 id='secret'>{w('secret')}</h2>
      <div class='card'>
        {key === undefined ? <code class='quiet'>whsec_••••••••••••••••</code> : <span><code class='all'>{key}</code><Copy text={key} label={w('copy.text', { what: w('secret') })} /></span>}
        <div class='actions start'>
          <button type='button' onClick={() => { if (key === undefined) void reveal(); else setKey(undefined) }}>{w(key === undefined ? 'secret.show' : 'secret.hide')}</button>
          <button type='button' onClick={() => setRotating(true)}>{w('secret.rotate')}</button>
        </div>
      </div>
      {isRotating && <Confirm title={w('secret.rotate.title')} action={w('secret.rotate')} onClose={() => setRotating(false)} onDo={rotate}><p>{c('hooks.rotate')}</p></Confirm>}
    </section>
  )
}
