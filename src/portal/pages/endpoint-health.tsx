import { useRef, useState } from 'preact/hooks'
import type { Endpoint } from '../state/calls.js'
import { now } from '../state/server-time.js'
import { isByHand, stateOfEndpoint } from '../state/outcomes.js'
import { w } from '../state/words.js'
import { lazy } from '../parts/lazy.js'
import { Mark } from '../parts/mark.js'
import { When } from '../parts/when.js'
import type { Away } from './replay.js'
import { ReplayDialog } from './replay-dialog.js'

const MissedBy = lazy('replay', async () => (await import('./replay.js')).MissedBy, 2)

/** A task reaches two weeks back. */
const LONGEST_MS = 14 * 86_400_000

/** In words whether it gets requests, and what to do when it does not, or when it does again. */
export function EndpointHealth ({ endpoint, onChange }: { endpoint: Endpoint, onChange: () => void }) {
  const away = useRef<Away>(undefined)
  const [isSending, setSending] = useState(false)
  const state = stateOfEndpoint(endpoint)
  if (state !== 'active') away.current = awayOf(endpoint)
  else if (!away.current) return null
  return (
    <div class={`card health ${isByHand(endpoint) ? '' : state}`}>
      <Mark state={state} isCalm={isByHand(endpoint)} />
      {state === 'active'
        ? <div class='stack'><MissedBy endpoint={endpoint} away={away.current} onSend={() => setSending(true)} /></div>
        : <Trouble of={endpoint} state={state} />}
      {isSending && <ReplayDialog endpoint={endpoint} away={away.current} onClose={() => setSending(false)} onDone={() => { away.current = undefined; onChange() }} />}
    </div>
  )
}

function Trouble ({ of: { disabled, stopped, circuit }, state }: { of: Endpoint, state: 'circuit' | 'probing' | 'disabled' }) {
  return (
    <div>
      <p>{disabled && <>{w(`stopped.${stopped?.why ?? 'hand'}`)} </>}{w(`health.${state}`)}</p>
      {stopped && <p class='quiet'><When at={stopped.at} /></p>}
      {circuit && !disabled && <p class='quiet'>{w('health.since')} <When at={circuit.since} />{circuit.until !== undefined && <> · {w('health.until')} <When at={circuit.until} isDue /></>}</p>}
    </div>
  )
}

function awayOf ({ disabled, stopped, updatedAt, circuit }: Endpoint): Away {
  const since = disabled ? stopped?.at ?? updatedAt : circuit!.since
  return {
    since: new Date(Math.max(Date.parse(since), now() - LONGEST_MS)).toISOString(),
    kind: disabled ? 'replay-missing' : 'recover',
    // What was disabled by hand may have been changed since.
    isLatest: disabled && !stopped
  }
}
