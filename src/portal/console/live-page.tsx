import { useEffect, useRef, useState } from 'preact/hooks'
import { api, asked, inApp, type Attempt, type Message } from '../state/calls.js'
import { stateOfAttempt } from '../state/outcomes.js'
import { to } from '../state/address.js'
import { w } from '../state/words.js'
import { wordsOf } from '../parts/announce.js'
import { Failure } from '../parts/failure.js'
import { Mark } from '../parts/mark.js'
import { Empty } from '../parts/states.js'
import { Title } from '../parts/title.js'
import { When } from '../parts/when.js'
import { c } from './console-words.js'

interface Line { id: string, at: string, href: string, type: string, attempt?: Attempt }

const LOOK_MS = 3000
/** The tail pauses by itself after so long, since each look costs reads. */
const LASTS_MS = 10 * 60_000
const LINES = 200
const ENDPOINTS = 20
const PAGE = 50
/** An attempt is listed by endpoint up to a second after it was made. */
const BEHIND_MS = 5000

/** What is accepted and attempted now in an application: looked at every three seconds, two hundred lines at most. */
export function LivePage () {
  const [isOn, setOn] = useState(true)
  const [lines, setLines] = useState<Line[]>([])
  const [error, setError] = useState<string>()
  const since = useRef(Date.now() - 60_000)
  useEffect(() => {
    if (!isOn) return
    const begun = Date.now()
    let isCurrent = true
    let timer = 0
    const look = async () => {
      if (Date.now() - begun > LASTS_MS) return setOn(false)
      if (!document.hidden) {
        const at = Date.now()
        try {
          const found = await linesSince(since.current)
          if (!isCurrent) return
          since.current = at - BEHIND_MS
          setError(undefined)
          setLines(before => merged(before, found))
        } catch (failure) {
          if (isCurrent) setError(wordsOf(failure))
        }
      }
      if (isCurrent) timer = setTimeout(() => { void look() }, LOOK_MS)
    }
    void look()
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [isOn])
  return (
    <>
      <Title text={c('tab.live')}>
        <Mark state={isOn ? 'sending' : 'circuit'} text={c(isOn ? 'live.on' : 'live.off')} />
        <button type='button' onClick={() => setOn(!isOn)}>{c(isOn ? 'live.pause' : 'live.go')}</button>
      </Title>
      {error !== undefined && <p class='bad' role='alert'>{error}</p>}
      {lines.length === 0 ? <Empty title={c('live.none')}><p>{c('live.none.text')}</p></Empty> : <Lines of={lines} />}
    </>
  )
}

function Lines ({ of }: { of: readonly Line[] }) {
  return (
    <table class='rows live'>
      <thead><tr><th scope='col'>{w('column.when')}</th><th scope='col'>{w('column.state')}</th><th scope='col'>{w('column.type')}</th><th scope='col'>{w('column.answer')}</th></tr></thead>
      <tbody>
        {of.map(({ id, at, href, type, attempt }) => (
          <tr key={id}>
            <td><When at={at} /></td>
            <td>{attempt ? <Mark state={stateOfAttempt(attempt)} /> : <Mark state='waiting' text={c('live.accepted')} />}</td>
            <td class='main'><a class='stretch' data-row href={href}><bdi>{type}</bdi></a></td>
            <td>{attempt && <Failure of={attempt} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const merged = (before: readonly Line[], found: readonly Line[]): Line[] => {
  const ids = new Set(before.map(({ id }) => id))
  return [...found.filter(({ id }) => !ids.has(id)), ...before].toSorted((a, b) => a.at < b.at ? 1 : -1).slice(0, LINES)
}

/** Messages and attempts from a time on, Unix ms; attempts of the twenty newest endpoints. */
async function linesSince (ms: number): Promise<Line[]> {
  const after = new Date(ms).toISOString()
  const [messages, endpoints] = await Promise.all([
    asked(api.GET('/api/v1/app/{app_id}/msg', { params: { path: inApp({}), query: { limit: PAGE, after, with_content: false } } })),
    asked(api.GET('/api/v1/app/{app_id}/endpoint', { params: { path: inApp({}), query: { limit: ENDPOINTS, order: 'descending' } } }))
  ])
  const attempts = await Promise.all(endpoints.data.map(async ({ id }) => await asked(api.GET('/api/v1/app/{app_id}/attempt/endpoint/{endpoint_id}', {
    params: { path: inApp({ endpoint_id: id }), query: { limit: PAGE, after, with_msg: true, with_content: false } }
  }))))
  return [...messages.data.map(lineOfMessage), ...attempts.flatMap(({ data }) => data.map(lineOfAttempt))]
}

const lineOfMessage = ({ id, timestamp, eventType }: Message): Line => ({ id, at: timestamp, href: to(['messages', id]), type: eventType })

const lineOfAttempt = (attempt: Attempt): Line => {
  const { id, timestamp, msgId, msg } = attempt
  return { id, at: timestamp, href: to(['messages', msgId], { attempt: id }), type: msg?.eventType ?? msgId, attempt }
}
