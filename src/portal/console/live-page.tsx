import { useEffect, useState } from 'preact/hooks'
import { stateOfAttempt } from '../state/outcomes.js'
import { exact } from '../state/times.js'
import { w } from '../state/words.js'
import { wordsOf } from '../parts/announce.js'
import { Failure } from '../parts/failure.js'
import { Mark } from '../parts/mark.js'
import { Empty } from '../parts/states.js'
import { Title } from '../parts/title.js'
import { When } from '../parts/when.js'
import { c } from './console-words.js'
import { createLooks, type Line } from './live-looks.js'

const LOOK_MS = 3000
/** The tail pauses by itself after so many looks, ten minutes, since each costs reads. */
const LOOKS = 200

/** What is accepted and attempted now in an application: looked at every three seconds, two hundred lines at most. */
export function LivePage () {
  const [isOn, setOn] = useState(true)
  const [lines, setLines] = useState<Line[]>([])
  const [error, setError] = useState<string>()
  const [looks] = useState(() => createLooks())
  useEffect(() => {
    if (!isOn) return
    let isCurrent = true
    let timer = 0
    let left = LOOKS
    const look = async () => {
      if (left === 0) return setOn(false)
      if (!document.hidden) {
        left--
        try {
          const found = await looks()
          if (!isCurrent) return
          setError(undefined)
          setLines(found)
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
        {of.map(({ id, at, href, type, attempt, missedFrom }) => missedFrom !== undefined
          ? <tr key={id}><td><When at={at} /></td><td colSpan={3}><a data-row href={href}>{c('live.missed', { from: exact(missedFrom), until: exact(at) })}</a></td></tr>
          : (
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
