import { failureOf } from '../state/outcomes.js'
import { w } from '../state/words.js'

/** How an attempt ended: its status code, or that there was none, and what that means. */
export function Failure ({ of }: { of: { responseStatusCode: number, failure?: string | null } }) {
  const { responseStatusCode: code } = of
  return <span class='ended'>{code !== 0 && <code class='num'>{code}</code>} {w(failureOf(of))}</span>
}
