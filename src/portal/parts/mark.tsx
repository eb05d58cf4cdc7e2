import { w, type Word } from '../state/words.js'

/** What the portal says about a delivery, an attempt or an endpoint: always a word, a shape and a colour. */
export type State = 'delivered' | 'waiting' | 'retrying' | 'sending' | 'exhausted' | 'failed' | 'canceled' | 'active' | 'circuit' | 'probing' | 'disabled'

// Drawn in a box of 12, so that no font has to have them.
const DISC = 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1z'
const RING = 'M6 1.75a4.25 4.25 0 1 0 0 8.5 4.25 4.25 0 0 0 0-8.5z'
const SHAPES: Record<State, { tone: 'good' | 'warn' | 'bad' | 'quiet', path: string, isFilled?: boolean }> = {
  delivered: { tone: 'good', path: DISC, isFilled: true },
  active: { tone: 'good', path: DISC, isFilled: true },
  waiting: { tone: 'quiet', path: `${RING}M6 3.5V6l1.75 1.25` },
  sending: { tone: 'quiet', path: 'M1.5 6h8.5M6.75 2.75 10 6 6.75 9.25' },
  retrying: { tone: 'warn', path: 'M10 6a4 4 0 1 1-1.2-2.85M10.25 1.25v2.5h-2.5' },
  probing: { tone: 'warn', path: 'M10 6a4 4 0 1 1-1.2-2.85M10.25 1.25v2.5h-2.5' },
  exhausted: { tone: 'bad', path: 'M2.5 2.5l7 7M9.5 2.5l-7 7' },
  failed: { tone: 'bad', path: 'M2.5 2.5l7 7M9.5 2.5l-7 7' },
  canceled: { tone: 'quiet', path: `${RING}M3 9l6-6` },
  circuit: { tone: 'warn', path: 'M4 2v8M8 2v8' },
  disabled: { tone: 'bad', path: 'M6 1v5M3.2 2.8a4.2 4.2 0 1 0 5.6 0' }
}

interface MarkProps { state: State, count?: string | undefined, text?: string, isCalm?: boolean }

/** A state in word, shape and colour; with a count, how often; with a text, in other words; calm, when a person wanted it so. */
export function Mark ({ state, count, text, isCalm }: MarkProps) {
  const { tone, path, isFilled } = SHAPES[state]
  return (
    <span class={`mark ${isCalm ? 'calm' : tone}`}>
      <svg viewBox='0 0 12 12' aria-hidden='true' class={isFilled ? 'filled' : undefined}><path d={path} /></svg>
      {count !== undefined && <span class='num'>{count}</span>}
      {text ?? w(`state.${state}` as Word)}
    </span>
  )
}
