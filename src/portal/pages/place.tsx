import { useEffect } from 'preact/hooks'
import { may } from '../state/session.js'
import { lazy } from '../parts/lazy.js'
import { Endpoints } from './endpoints.js'
import { EndpointPage } from './endpoint-page.js'
import { EventTypes } from './event-types.js'
import { Messages } from './messages.js'
import { Verify } from './verify.js'

const EndpointFormPage = lazy('endpoint form', async () => (await import('./endpoint-form.js')).EndpointFormPage)
const PollingPage = lazy('polling', async () => (await import('./polling-page.js')).PollingPage)

/** The page of an application that the parts of an address name; the console shows them too. */
export function Place ({ parts }: { parts: readonly string[] }) {
  const [place, id, more] = parts
  const key = place === 'messages' || place === 'events' ? place : parts.slice(0, 3).join('/')
  // Each page begins at its top, and has its own state; a list stays while its details change.
  useEffect(() => { scrollTo(0, 0) }, [key])
  if (place === 'messages') return <Messages key={key} id={id} />
  if (place === 'events') return <EventTypes key={key} name={id} />
  if (place === 'polling' && id !== undefined) return <PollingPage key={key} id={id} />
  if (place === 'verify') return <Verify key={key} />
  return <EndpointPlace key={key} id={place === 'endpoints' ? id : undefined} isForm={id === 'new' || more === 'edit'} />
}

function EndpointPlace ({ id, isForm }: { id: string | undefined, isForm: boolean }) {
  if (id === undefined) return <Endpoints />
  return isForm && may('ManageEndpoint') ? <EndpointFormPage id={id === 'new' ? undefined : id} /> : <EndpointPage id={id} />
}
