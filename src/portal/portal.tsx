import { useEffect } from 'preact/hooks'
import { Announcements } from './parts/announce.js'
import { Keys } from './parts/keys.js'
import { NavIcon, PLACES } from './parts/nav-icon.js'
import { Skeleton } from './parts/states.js'
import { Endpoints } from './pages/endpoints.js'
import { EndpointFormPage } from './pages/endpoint-form.js'
import { EndpointPage } from './pages/endpoint-page.js'
import { EventTypes } from './pages/event-types.js'
import { Messages } from './pages/messages.js'
import { Verify } from './pages/verify.js'
import { Closed } from './pages/closed.js'
import { route, to } from './state/address.js'
import { may, sessionState } from './state/session.js'
import { iconOf, tellHeight } from './state/theme.js'
import { w, type Word } from './state/words.js'

/** The whole portal: what the address names, within the frame. */
export function Portal () {
  useEffect(tellHeight, [])
  const state = sessionState.value
  if (state === 'none' || state === 'expired') return <Closed isExpired={state === 'expired'} />
  const { parts: [place = 'endpoints'] } = route.value
  const icon = iconOf(new URLSearchParams(location.search))
  return (
    <div class='shell'>
      <header class='frame'>
        {/* A link to a part of the page would be a route. */}
        <button type='button' class='skip' onClick={() => document.querySelector<HTMLElement>('main')?.focus()}>{w('skip')}</button>
        {icon !== undefined && <div class='brand'><img src={icon} alt='' /></div>}
        <nav aria-label={w('nav')}>
          {PLACES.map(one => <a key={one} href={to(one)} aria-current={one === place ? 'page' : undefined}><NavIcon place={one} />{w(`nav.${one}` as Word)}</a>)}
        </nav>
        <Keys />
      </header>
      <main tabIndex={-1}>
        {state === 'away' && <div class='failure' role='alert'><p>{w('error.away')} {w('error.again')}</p></div>}
        {state === 'open' ? <Place /> : <Skeleton />}
      </main>
      <Announcements />
    </div>
  )
}

function Place () {
  const { parts } = route.value
  const [place, id, more] = parts
  const key = place === 'messages' || place === 'events' ? place : parts.slice(0, 3).join('/')
  // Each page begins at its top, and has its own state; a list stays while its details change.
  useEffect(() => { scrollTo(0, 0) }, [key])
  if (place === 'messages') return <Messages key={key} id={id} />
  if (place === 'events') return <EventTypes key={key} name={id} />
  if (place === 'verify') return <Verify key={key} />
  return <EndpointPlace key={key} id={place === 'endpoints' ? id : undefined} isForm={id === 'new' || more === 'edit'} />
}

function EndpointPlace ({ id, isForm }: { id: string | undefined, isForm: boolean }) {
  if (id === undefined) return <Endpoints />
  return isForm && may('ManageEndpoint') ? <EndpointFormPage id={id === 'new' ? undefined : id} /> : <EndpointPage id={id} />
}
