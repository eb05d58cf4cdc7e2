import { signal } from '@preact/signals'
import { CallError } from '../state/calls.js'
import { w } from '../state/words.js'

const told = signal<{ text: string, isError: boolean, at: number } | undefined>(undefined)
const SHOWN_MS = 6000

/** Says what an action led to, to everyone: in a line at the bottom, which screen readers read. */
export function announce (text: string, { isError = false } = {}): void {
  const at = Date.now()
  told.value = { text, isError, at }
  setTimeout(() => { if (told.value?.at === at) told.value = undefined }, SHOWN_MS)
}

/** Runs an action; says what it did, or what failed and what to do. Resolves with whether it was done. */
export async function act (work: () => Promise<unknown>, done: string): Promise<boolean> {
  try {
    await work()
    announce(done)
    return true
  } catch (error) {
    announce(wordsOf(error), { isError: true })
    return false
  }
}

/** What a failed call means for the reader. */
export function wordsOf (error: unknown): string {
  if (!(error instanceof CallError)) return String((error as Error).message)
  if (error.status === 0) return w('error.away')
  if (error.status === 403) return w('error.forbidden')
  if (error.status === 404) return w('error.missing')
  if (error.status === 429) return w('error.busy')
  if (error.status >= 500) return w('error.server', { status: error.status })
  return error.message || w('error.other', { status: error.status })
}

export function Announcements () {
  const one = told.value
  return <div class={`announce ${one?.isError ? 'bad' : ''}`} role='status' aria-live='polite' hidden={!one}>{one?.text}</div>
}
