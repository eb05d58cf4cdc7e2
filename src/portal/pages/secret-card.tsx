import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { w } from '../state/words.js'
import { announce, wordsOf } from '../parts/announce.js'
import { Copy } from '../parts/copy.js'

interface SecretCardProps {
  /** Asks for the secret; absent where the token may not. */
  reveal: (() => Promise<{ key: string }>) | undefined
  /** The dialog that exchanges it; absent where the token may not. */
  rotate: ((onClose: () => void) => ComponentChildren) | undefined
  children?: ComponentChildren
}

/** A signing secret: shown when it is asked for, and exchanged. */
export function SecretCard ({ reveal, rotate, children }: SecretCardProps) {
  const [key, setKey] = useState<string>()
  const [isRotating, setRotating] = useState(false)
  const toggle = async () => {
    try {
      setKey(key === undefined ? (await reveal!()).key : undefined)
    } catch (error) {
      announce(wordsOf(error), { isError: true })
    }
  }
  return (
    <section aria-labelledby='secret'>
      <h2 id='secret'>{w('secret')}</h2>
      <div class='card'>
        {key === undefined ? <code class='quiet'>whsec_••••••••••••••••</code> : <span><code class='all'>{key}</code><Copy text={key} label={w('copy.text', { what: w('secret') })} /></span>}
        <div class='actions start'>
          {reveal && <button type='button' onClick={() => { void toggle() }}>{w(key === undefined ? 'secret.show' : 'secret.hide')}</button>}
          {rotate && <button type='button' onClick={() => setRotating(true)}>{w('secret.rotate')}</button>}
          {children}
        </div>
      </div>
      {isRotating && rotate!(() => { setKey(undefined); setRotating(false) })}
    </section>
  )
}
