import { useRef } from 'preact/hooks'
import type { Endpoint } from '../state/calls.js'
import { w } from '../state/words.js'
import { Dialog } from '../parts/dialog.js'
import { lazy } from '../parts/lazy.js'
import type { Away } from './replay.js'

const Replay = lazy('replay', async () => (await import('./replay.js')).Replay)

interface ReplayDialogProps { endpoint: Endpoint, away?: Away, onClose: () => void, onDone: () => void }

/** Sends many messages again; those of a time when the endpoint was away are chosen then. */
export function ReplayDialog ({ endpoint, away, onClose, onDone }: ReplayDialogProps) {
  const isBegun = useRef(false)
  const close = () => {
    if (isBegun.current) onDone()
    onClose()
  }
  return (
    <Dialog title={w('replay.title')} onClose={close}>
      <Replay endpoint={endpoint} away={away} onClose={close} onBegun={() => { isBegun.current = true }} />
    </Dialog>
  )
}
