import { useState } from 'preact/hooks'
import { announce } from './announce.js'
import { w } from '../state/words.js'

const SHOWN_MS = 1500

/** Copies a text; says so beside the pointer and to a screen reader. */
export function Copy ({ text, label }: { text: string | (() => string), label: string }) {
  const [isDone, setDone] = useState(false)
  const copy = async () => {
    const value = typeof text === 'string' ? text : text()
    await navigator.clipboard.writeText(value).then(
      () => { setDone(true); announce(w('copied')); setTimeout(() => setDone(false), SHOWN_MS) },
      () => announce(w('copy.refused'))
    )
  }
  return (
    <button type='button' class='icon' aria-label={label} title={label} onClick={() => { void copy() }}>
      <svg viewBox='0 0 16 16' aria-hidden='true'>
        {isDone ? <path d='M3 8.5l3.2 3.2L13 5' /> : <><rect x='5.5' y='5.5' width='8' height='8' rx='1.5' /><path d='M10.5 5.5v-3h-8v8h3' /></>}
      </svg>
    </button>
  )
}

const HEAD = 9
const TAIL = 4

/** An id, shortened in its middle, with a button that copies all of it. */
export function Id ({ id, href, isRow }: { id: string, href?: string, isRow?: boolean }) {
  const short = id.length > HEAD + TAIL + 3 ? `${id.slice(0, HEAD)}…${id.slice(-TAIL)}` : id
  return (
    <span class='id'>
      {href === undefined ? <code title={id}>{short}</code> : <a href={href} title={id} data-row={isRow}><code>{short}</code></a>}
      <Copy text={id} label={w('copy.id', { id })} />
    </span>
  )
}
