import { w } from '../state/words.js'

/** What is shown in the place of everything when there is no session: how to come back. */
export function Closed ({ isExpired }: { isExpired: boolean }) {
  return (
    <main class='closed'>
      <h1>{isExpired ? w('expired.title') : w('none.title')}</h1>
      <p>{isExpired ? w('expired.text') : w('none.text')}</p>
    </main>
  )
}
