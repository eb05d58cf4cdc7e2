import { useEffect, useState } from 'preact/hooks'
import { timeStyle, setTimeStyle, type TimeStyle } from '../state/times.js'
import { w } from '../state/words.js'
import { Dialog } from './dialog.js'
import { Select } from './fields.js'

const isTyping = (target: EventTarget | null) => target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select')

/** Moves the focus among the rows of a list. */
function step (by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')]
  const at = rows.findIndex(row => row === document.activeElement || row.closest('tr')?.contains(document.activeElement))
  rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))]?.focus()
}

function press (event: KeyboardEvent, showHelp: () => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
  if (isTyping(event.target)) {
    if (event.key === 'Escape') (event.target as HTMLElement).blur()
    return
  }
  if (event.key === '?') showHelp()
  else if (event.key === 'j') step(1)
  else if (event.key === 'k') step(-1)
  else {
    // A control says of itself which key it has.
    const control = document.querySelector<HTMLElement>(`main [data-key="${CSS.escape(event.key)}"]`)
    if (!control) return
    if (isTyping(control)) control.focus()
    else control.click()
  }
  event.preventDefault()
}

const KEYS = [['/', 'keys.search'], ['j', 'keys.next'], ['k', 'keys.previous'], ['Enter', 'keys.open'], ['Esc', 'keys.back'], ['r', 'keys.resend'], ['v', 'keys.raw'], ['?', 'keys.help']] as const

/** The keys of all pages, the list of them, and how times are shown. */
export function Keys () {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event, () => setOpen(true))
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
  return (
    <div class='preferences'>
      <Select
        label={w('times')} value={timeStyle.value} onChange={style => setTimeStyle(style as TimeStyle)}
        options={[['relative', w('times.relative')], ['local', w('times.local')], ['utc', w('times.utc')]]}
      />
      <button type='button' class='text' onClick={() => setOpen(true)}>{w('keys')}</button>
      {isOpen && (
        <Dialog title={w('keys')} onClose={() => setOpen(false)}>
          <dl class='facts'>{KEYS.map(([key, word]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{w(word)}</dd></div>)}</dl>
        </Dialog>
      )}
    </div>
  )
}
