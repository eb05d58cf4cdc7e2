import type { ComponentChildren } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { number, w } from '../state/words.js'
import { Copy } from './copy.js'

/** Beyond this a text is cut, with its size said: a browser cannot draw megabytes of it at once. */
const SHOWN_CHARACTERS = 100_000
const OPEN_DEPTH = 3
const MEMBERS = 200

/** A text as a tree that folds when it is JSON, or raw; never as markup. */
export function Payload ({ text, label }: { text: string, label: string }) {
  const parsed = useMemo(() => text.length > SHOWN_CHARACTERS ? undefined : parse(text), [text])
  const [isRaw, setRaw] = useState(false)
  const hasTree = parsed !== undefined && typeof parsed.value === 'object' && parsed.value !== null
  return (
    <figure class='payload'>
      <figcaption>
        <span>{label}</span>
        <span class='quiet num'>{w('bytes', { count: number(new TextEncoder().encode(text).length) })}</span>
        <span class='grow' />
        {hasTree && <button type='button' class='text' aria-pressed={isRaw} data-key='v' onClick={() => setRaw(!isRaw)}>{isRaw ? w('payload.tree') : w('payload.raw')}</button>}
        <Copy text={text} label={w('copy.text', { what: label })} />
      </figcaption>
      {/* What scrolls has to be reached by keyboard. */}
      <div class='code' tabIndex={0} role='group' aria-label={label} dir='ltr'>
        {hasTree && !isRaw ? <Tree value={parsed.value} /> : <pre>{text.slice(0, SHOWN_CHARACTERS)}</pre>}
      </div>
      {text.length > SHOWN_CHARACTERS && <p class='quiet'>{w('payload.cut', { shown: number(SHOWN_CHARACTERS), all: number(text.length) })}</p>}
    </figure>
  )
}

function parse (text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

interface TreeProps { value: unknown, name?: string, depth?: number }

function Tree ({ value, name, depth = 0 }: TreeProps): ComponentChildren {
  const key = name !== undefined && <><span class='key'>{JSON.stringify(name)}</span>: </>
  if (typeof value !== 'object' || value === null) return <div class='leaf'>{key}<span class={value === null ? 'null' : typeof value}>{JSON.stringify(value)}</span></div>
  const isList = Array.isArray(value)
  const entries = Object.entries(value)
  const [open, close] = isList ? '[]' : '{}'
  if (entries.length === 0) return <div class='leaf'>{key}{open}{close}</div>
  return (
    <details open={depth < OPEN_DEPTH}>
      <summary>{key}{open}<span class='folded'> {number(entries.length)} {close}</span></summary>
      <div class='members'>
        {entries.slice(0, MEMBERS).map(([member, one]) => <Tree key={member} value={one} depth={depth + 1} {...(!isList && { name: member })} />)}
        {entries.length > MEMBERS && <div class='quiet'>{w('payload.more', { count: number(entries.length - MEMBERS) })}</div>}
      </div>
      <div>{close}</div>
    </details>
  )
}
