import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { w } from '../state/words.js'

/** A modal dialog of the platform: it keeps the focus, Escape closes it, and the focus goes back to where it was. */
export function Dialog ({ title, onClose, children }: { title: string, onClose: () => void, children: ComponentChildren }) {
  const ref = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const dialog = ref.current!
    dialog.showModal()
    // Only the platform's own closing gives the focus back.
    return () => dialog.close()
  }, [])
  // Escape: the dialog is gone before the focus is back, so that the next key finds a button that works.
  const cancel = (event: Event) => {
    if (event.target !== ref.current) return
    event.preventDefault()
    onClose()
  }
  return (
    <dialog
      ref={ref} aria-labelledby='dialog-title' onCancel={cancel} onClose={() => { if (ref.current) onClose() }}
      onClick={event => { if (event.target === ref.current) onClose() }}
    >
      <div class='dialog'>
        <h2 id='dialog-title'>{title}</h2>
        {children}
      </div>
    </dialog>
  )
}

interface ConfirmProps { title: string, action: string, isDangerous?: boolean, isReady?: boolean, onDo: () => Promise<unknown>, onClose: () => void, children: ComponentChildren }

/** Asks before something that cannot be undone: says what happens, and its button says it too. */
export function Confirm ({ title, action, isDangerous, isReady = true, onDo, onClose, children }: ConfirmProps) {
  const [isBusy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    await onDo()
    onClose()
  }
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <div class='actions'>
        <button type='button' onClick={onClose}>{w('cancel')}</button>
        <button type='button' class={isDangerous ? 'danger' : 'primary'} disabled={isBusy || !isReady} onClick={() => { void run() }}>{action}</button>
      </div>
    </Dialog>
  )
}
