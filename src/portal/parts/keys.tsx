import { useLayoutEffect, useState } from 'preact/hooks'
import { timeStyle, setTimeStyle, type TimeStyle } from '../state/times.js'
import { w } from '../state/words.js'
import { Dialog } from './dialog.js'
import { Select } from './fields.js'

const isTyping = (target: EventTarget | null) => target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select')

/** Rows that the keys walk through: those of the details where the reader is in them, else those of the list. */
function rowsOf (active: Element | null): HTMLElement[] {
  const place = active?.closest('.pane') ?? document.querySelector('main .list') ?? document.querySelector('main')
  return [...place?.querySelectorAll<HTMLElement>('[data-row]') ?? []]
}

/** Moves the focus among rows; beside open details, the next row opens. */
function step (by: number): void {
  const active = document.activeElement
  const rows = rowsOf(active)
  const focused = rows.findIndex(row => row === active || row.closest('tr')?.contains(active))
  const at = focused < 0 ? rows.findIndex(row => row.ariaCurrent === 'true') : focused
  const row = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))]
  row?.focus()
  if (row && document.querySelector('.split') && row.closest('.list')) row.click()
}

const STEPS: Readonly<Record<string, number>> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }

function isStep ({ key, target }: KeyboardEvent): boolean {
  if (!key.startsWith('Arrow')) return key in STEPS
  // Arrows scroll, except on a row.
  return key in STEPS && target instanceof HTMLElement && target.matches('[data-row]')
}

/** Enter on the row whose details are open beside it goes into them. */
function enter (event: KeyboardEvent): void {
  if (!(event.target as Element).matches('.split .list [data-row][aria-current=true]')) return
  document.querySelector<HTMLElement>('.pane h2')?.focus()
  event.preventDefault()
}

function press (event: KeyboardEvent, showHelp: () => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
  if (isTyping(event.target)) {
    if (event.key === 'Escape') (event.target as HTMLElement).blur()
    return
  }
  if (event.key === '?') showHelp()
  else if (isStep(event)) step(STEPS[event.key]!)
  else {
    // A control says of itself which key it has. That of the frame has it first, then what is opened last.
    const named = `[data-key="${CSS.escape(event.key)}"]`
    const control = document.querySelector<HTMLElement>(`${named}:not(main *)`) ?? [...document.querySelectorAll<HTMLElement>(`main ${named}`)].at(-1)
    if (!control) return
    if (isTyping(control)) control.focus()
    else control.click()
  }
  event.preventDefault()
}

const KEYS = [['/', 'keys.search'], ['j ↓', 'keys.next'], ['k ↑', 'keys.previous'], ['Enter', 'keys.open'], ['Esc', 'keys.back'], ['r', 'keys.resend'], ['v', 'keys.raw'], ['?', 'keys.help']] as const

/** The keys of all pages, the list of them, and how times are shown. */
export function Keys () {
  const [isOpen, setOpen] = useState(false)
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => event.key === 'Enter' ? enter(event) : press(event, () => setOpen(true))
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
