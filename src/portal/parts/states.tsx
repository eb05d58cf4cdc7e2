import type { ComponentChildren } from 'preact'
import type { CallError } from '../state/calls.js'
import { w } from '../state/words.js'
import { wordsOf } from './announce.js'

/** Grey lines in the place of what is loading, so that nothing jumps when it is there. */
export function Skeleton ({ rows = 6 }: { rows?: number }) {
  return <div class='skeleton' role='status' aria-label={w('loading')}>{Array.from({ length: rows }, (_, row) => <span key={row} />)}</div>
}

/** What to do where there is nothing to show. */
export function Empty ({ title, children }: { title: string, children?: ComponentChildren }) {
  return <div class='empty'><p class='strong'>{title}</p>{children}</div>
}

/** What failed, and what to do. Passing failures are tried again by themselves. */
export function Failure ({ error, onRetry }: { error: CallError, onRetry: () => void }) {
  return (
    <div class='failure' role='alert'>
      <p>{wordsOf(error)}{error.isPassing && ` ${w('error.again')}`}</p>
      <button type='button' onClick={onRetry}>{w('retry')}</button>
    </div>
  )
}

interface WhatLoaded<T> { data: T | undefined, error: CallError | undefined, reload: () => void }

/** Shows what was loaded; before that a skeleton, and a failure above what was loaded earlier. */
export function Show<T> ({ of, rows, children }: { of: WhatLoaded<T>, rows?: number, children: (data: T) => ComponentChildren }) {
  return (
    <>
      {of.error && <Failure error={of.error} onRetry={of.reload} />}
      {of.data === undefined ? !of.error && <Skeleton {...(rows !== undefined && { rows })} /> : children(of.data)}
    </>
  )
}
