import type { Endpoint, Message } from '../state/calls.js'
import { whyNot } from '../state/outcomes.js'
import { to } from '../state/address.js'
import { counted, w } from '../state/words.js'
import { Url } from '../parts/url.js'

interface NotSentProps { endpoints: readonly Endpoint[], message: Message, unmet: ReadonlyMap<string, string> }

/** Why endpoints were not sent a message: the first reason that holds for each. */
export function NotSent ({ endpoints, message, unmet }: NotSentProps) {
  return (
    <details class='card not-sent'>
      <summary data-row>{counted('notSent', endpoints.length)}</summary>
      <ul class='plain'>
        {endpoints.map(one => (
          <li key={one.id}>
            <a href={to(['endpoints', one.id])}><Url url={one.url} /></a>
            <p class='quiet'>{w(whyNot(one, message, unmet.has(one.id)), { type: message.eventType, condition: unmet.get(one.id) ?? '', channels: w('field.channels') })}</p>
          </li>
        ))}
      </ul>
    </details>
  )
}
