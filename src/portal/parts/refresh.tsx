import { w } from '../state/words.js'

/** Loads anew what a page shows. */
export function Refresh ({ onClick }: { onClick: () => void }) {
  return (
    <button type='button' class='icon' aria-label={w('refresh')} title={w('refresh')} onClick={onClick}>
      <svg viewBox='0 0 16 16' aria-hidden='true'><path d='M13.25 8a5.25 5.25 0 1 1-1.6-3.8M13.5 1.75v3h-3' /></svg>
    </button>
  )
}
