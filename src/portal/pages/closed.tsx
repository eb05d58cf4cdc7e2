import { useEffect } from 'preact/hooks'
import { isFramed } from '../state/room.js'
import { w } from '../state/words.js'

/** Where a new link is given: the server writes it into its page. */
const refreshUrl = () => document.querySelector<HTMLMetaElement>('meta[name=refresh-url]')?.content ?? ''

/** What is shown in the place of everything when there is no session: how to come back. A host around it is told. */
export function Closed ({ isExpired }: { isExpired: boolean }) {
  useEffect(() => {
    // It says nothing about the customer, and the portal does not know the host's origin.
    if (isExpired && isFramed) window.parent.postMessage({ type: 'posthorn.session-expired' }, '*')
  }, [isExpired])
  const url = refreshUrl()
  return (
    <main class='closed'>
      <h1>{isExpired ? w('expired.title') : w('none.title')}</h1>
      <p>{isExpired ? w('expired.text') : w('none.text')}</p>
      {url !== '' && <p><a class='button primary' href={url} target='_top'>{w('session.again')}</a></p>}
    </main>
  )
}
