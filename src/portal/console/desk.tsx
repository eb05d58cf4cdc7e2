import { useEffect } from 'preact/hooks'
import { Announcements, wordsOf } from '../parts/announce.js'
import { Keys } from '../parts/keys.js'
import { Skeleton } from '../parts/states.js'
import { route, top } from '../state/address.js'
import { awayBecause, sessionState, whoami } from '../state/session.js'
import { w } from '../state/words.js'
import { attentionCount, watchAttention } from './attention-page.js'
import { serverFacts, signOut } from './console-session.js'
import { c } from './console-words.js'
import { DeskIcon, Horn } from './desk-icon.js'
import { DeskPlace, PLACES } from './desk-place.js'
import { Finder } from './finder.js'
import { SignIn } from './sign-in.js'

/** The whole console: the way to every page at the side, and the one that the address names. */
export function Desk () {
  const state = sessionState.value
  useEffect(() => state === 'open' ? watchAttention() : undefined, [state])
  if (state === 'none' || state === 'expired') return <><SignIn /><Announcements /></>
  const { parts } = route.value
  const place = parts[0] === 'app' ? 'apps' : parts[0] ?? PLACES[0]
  return (
    <div class='shell desk'>
      <header class='frame'>
        <button type='button' class='skip' onClick={() => document.querySelector<HTMLElement>('main')?.focus()}>{w('skip')}</button>
        <a class='name' href={top([])} aria-label='Posthorn'><Horn /><span>Posthorn</span></a>
        <nav aria-label={w('nav')}>
          {PLACES.map(one => <a key={one} href={top([one])} aria-current={one === place ? 'page' : undefined}><DeskIcon place={one} />{c(`nav.${one}`)}{one === 'attention' && <Count />}</a>)}
        </nav>
        <Server />
        <Keys />
      </header>
      <div class='room'>
        <div class='top'><Finder /></div>
        <main tabIndex={-1}>
          {state === 'away' && <div class='failure' role='alert'><p>{wordsOf(awayBecause.value)} {w('error.again')}</p></div>}
          {state === 'open' ? <DeskPlace parts={parts} /> : <Skeleton />}
        </main>
      </div>
      <Announcements />
    </div>
  )
}

/** How many entries need a person; nothing where none does. */
function Count () {
  const { count, isMore } = attentionCount.value
  return count === 0 ? null : <span class='count num'>{count}{isMore && '+'}</span>
}

/** Which Posthorn it is, and for which organization. */
function Server () {
  const { version, stage, host } = serverFacts()
  return (
    <div class='server'>
      <span>{stage === '' ? c('server.node') : c('server.stage', { stage })} · {version}</span>
      <bdi class='clip'>{host}</bdi>
      <a href={top(['session'])} class='clip'><bdi>{whoami.value?.envId}</bdi></a>
      <button type='button' class='text' onClick={signOut}>{c('signOut')}</button>
    </div>
  )
}
