import { api, asked, inApp, type Attempt, type Delivery, type Endpoint, type Message } from '../state/calls.js'
import { stateOfAttempt, stateOfDelivery } from '../state/outcomes.js'
import { route, setQuery, to } from '../state/address.js'
import { may } from '../state/session.js'
import { counted, w, type Word } from '../state/words.js'
import { act } from '../parts/announce.js'
import { Failure } from '../parts/failure.js'
import { Id } from '../parts/copy.js'
import { Mark } from '../parts/mark.js'
import { Payload } from '../parts/payload.js'
import { Url } from '../parts/url.js'
import { Took, When } from '../parts/when.js'
import { AttemptHeaders } from './headers-of-attempt.js'
import type { Sent } from './message-page.js'

interface Props { of: Sent, message: Message, body: string | undefined, isFirst: boolean, onChange: () => void }

/** A message at one endpoint: where it stands, what comes next, and every attempt. */
export function DeliveryOf ({ of: sent, message, body, isFirst, onChange }: Props) {
  const { endpointId, endpoint, delivery, attempts } = sent
  const steps = endpoint?.retrySchedule && endpoint.retrySchedule.length + 1
  return (
    <article class='card'>
      <header>
        {delivery && <Mark state={stateOfDelivery(delivery)} />}
        <a class='clip grow' href={to(['endpoints', endpointId])}><Url url={urlOf(sent)} /></a>
        {endpoint && may('CreateAttempts') && <Resend endpoint={endpoint} message={message} isFirst={isFirst} onDone={onChange} />}
      </header>
      {delivery && <Next delivery={delivery} />}
      <ol class='attempts'>
        {attempts.map((one, at) => <AttemptOf key={one.id} attempt={one} number={numberOf(attempts, at)} of={steps} body={body} />)}
      </ol>
      {attempts.length === 0 && <p class='quiet'>{w('attempts.none')}</p>}
    </article>
  )
}

// Of an endpoint that is deleted, its attempts know where it was.
const urlOf = ({ endpointId, endpoint, attempts }: Sent) => endpoint?.url ?? attempts[0]?.url ?? endpointId

interface ResendProps { endpoint: Endpoint, message: Message, isFirst: boolean, onDone: () => void }

function Resend ({ endpoint: { id, disabled }, message, isFirst, onDone }: ResendProps) {
  const resend = async () => {
    const path = inApp({ msg_id: message.id, endpoint_id: id })
    await act(async () => await asked(api.POST('/api/v1/app/{app_id}/msg/{msg_id}/endpoint/{endpoint_id}/resend', { params: { path } })), w('resent'))
    // Also when it was refused: then the message or the endpoint may be gone.
    onDone()
  }
  return (
    <button type='button' {...(isFirst && { 'data-key': 'r' })} disabled={disabled} title={disabled ? w('resend.disabled') : undefined} onClick={() => { void resend() }}>
      {w('resend')}
    </button>
  )
}

/** What is to come, or why nothing is. */
function Next ({ delivery }: { delivery: Delivery }) {
  const { waitsFor, nextAttempt, reason, state, attempts } = delivery
  if (state === 'canceled') return <p>{reason ?? w('canceled')}</p>
  if (state === 'exhausted') return <p>{w('exhausted', { attempts: counted('attempts', attempts) })}</p>
  if (waitsFor === null) return null
  return <p>{w(`waits.${waitsFor}` as Word)}{nextAttempt !== null && waitsFor !== 'attempt' && <> {w('next')} <When at={nextAttempt} isDue /></>}</p>
}

// Newest first; attempts by hand are not of the schedule.
const numberOf = (attempts: readonly Attempt[], at: number) =>
  attempts[at]!.triggerType === 1 ? undefined : attempts.slice(at).filter(({ triggerType }) => triggerType === 0).length

interface AttemptProps { attempt: Attempt, number: number | undefined, of: number | undefined, body: string | undefined }

function AttemptOf ({ attempt, number, of, body }: AttemptProps) {
  const { id, timestamp, url, response, responseStatusCode, responseDurationMs } = attempt
  const isOpen = route.value.query.get('attempt') === id
  const title = number === undefined ? w('attempt.manual') : of !== undefined && of >= number ? w('attempt.of', { number, of }) : w('attempt.number', { number })
  return (
    <li>
      <details open={isOpen} onToggle={event => { if (event.currentTarget.open !== isOpen) setQuery({ attempt: event.currentTarget.open ? id : '' }) }}>
        <summary data-row>
          <Mark state={stateOfAttempt(attempt)} />
          <span>{title}</span>
          <Failure of={attempt} />
          <span class='grow' />
          <Took ms={responseDurationMs} />
          <When at={timestamp} />
        </summary>
        {isOpen && (
          <div class='attempt'>
            <dl class='facts'>
              <div><dt>{w('attempt.url')}</dt><dd><code class='url'>POST <bdi>{url}</bdi></code></dd></div>
              <div><dt>{w('request')}</dt><dd>{w('request.payload')}</dd></div>
              <div><dt>{w('attempt.id')}</dt><dd><Id id={id} /></dd></div>
            </dl>
            <AttemptHeaders attempt={attempt} body={body} />
            {responseStatusCode === 0
              ? <p class='bad'>{response}</p>
              : response === '' ? <p class='quiet'>{w('response.empty')}</p> : <Payload label={w('response')} text={response} />}
          </div>
        )}
      </details>
    </li>
  )
}
