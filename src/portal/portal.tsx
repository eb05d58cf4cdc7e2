import { useEffect } from 'preact/hooks'
import { Announcements, wordsOf } from './parts/announce.js'
import { Keys } from './parts/keys.js'
import { NavIcon, PLACES } from './parts/nav-icon.js'
import { Skeleton } from './parts/states.js'
import { Place } from './pages/place.js'
import { Closed } from './pages/closed.js'
import { route, to } from './state/address.js'
import { awayBecause, sessionState, settings } from './state/session.js'
import { iconOf, tellHeight } from './state/theme.js'
import { w, type Word } from './state/words.js'

/** The whole portal: what the address names, within the frame. */
export function Portal () {
  useEffect(tellHeight, [])
  const state = sessionState.value
  if (state === 'none' || state === 'expired') return <Closed isExpired={state === 'expired'} />
  const { parts } = route.value
  const [place = 'endpoints'] = parts
  const icon = iconOf(new URLSearchParams(location.search), settings.value)
  const name = settings.value?.displayName
  return (
    <div class='shell'>
      <header class='frame'>
        {/* A link to a part of the page would be a route. */}
        <button type='button' class='skip' onClick={() => document.querySelector<HTMLElement>('main')?.focus()}>{w('skip')}</button>
        {(icon !== undefined || name != null) && <div class='brand'>{icon !== undefined && <img src={icon} alt='' />}{name != null && <bdi>{name}</bdi>}</div>}
        <nav aria-label={w('nav')}>
          {PLACES.map(one => <a key={one} href={to(one)} aria-current={one === place ? 'page' : undefined}><NavIcon place={one} />{w(`nav.${one}` as Word)}</a>)}
        </nav>
        <Keys />
      </header>
      <main tabIndex={-1}>
        {state === 'away' && <div class='failure' role='alert'><p>{wordsOf(awayBecause.value)} {w('error.again')}</p></div>}
        {state === 'open' ? <Place parts={parts} /> : <Skeleton />}
      </main>
      <Announcements />
    </div>
  )
}
