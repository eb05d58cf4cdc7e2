import { language, number, w } from '../state/words.js'

interface RateProps { stats: { success: number, fail: number }, isBare?: boolean }

/** How many of the attempts of a time were successes: a bar (unless it is bare), the share and the count. */
export function Rate ({ stats: { success, fail }, isBare = false }: RateProps) {
  const all = success + fail
  if (all === 0) return <span class='quiet'>{w('rate.none')}</span>
  // Rounded down: 99.96 % is not all.
  const share = Math.floor(success / all * 1000) / 1000
  const text = new Intl.NumberFormat(language.value, { style: 'percent', maximumFractionDigits: 1 }).format(share)
  return (
    <span class='rate' title={w('rate.hint', { success: number(success), fail: number(fail) })}>
      {!isBare && <span class='bar' aria-hidden='true'><span class={fail > 0 ? 'has-failures' : ''} style={{ inlineSize: `${share * 100}%` }} /></span>}
      <span class='num'>{text}</span>
      <span class='quiet num'>{w('rate.of', { count: number(all) })}</span>
    </span>
  )
}
