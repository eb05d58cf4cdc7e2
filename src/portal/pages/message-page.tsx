import { useState } from 'preact/hooks'
import { api, asked, inApp, type Attempt, type Delivery, type Endpoint, type Message } from '../state/calls.js'
import { now } from '../state/server-time.js'
import { useAgain, useLoad } from '../state/loading.js'
import { rawMember } from '../state/raw-member.js'
import { outcomesOf } from '../state/log.js'
import { w } from '../state/words.js'
import { Id } from '../parts/copy.js'
import { More } from '../parts/more.js'
import { Payload } from '../parts/payload.js'
import { Refresh } from '../parts/refresh.js'
import { Show } from '../parts/states.js'
import { Title } from '../parts/title.js'
import { When } from '../parts/when.js'
import { DeliveryOf } from './message-delivery.js'
import { NotSent } from './not-sent.js'
import { Labels } from './message-labels.js'

const MOST = 250
/** Deliveries that are shown at once. */
const SHOWN = 50
/** What is being sent is looked at after so long, then after twice as long each time, up to the last. */
const FIRST_LOOK_MS = 250
const LAST_LOOK_MS = 4000
const LOOK_AGAIN_MS = 2000

export interface Sent { endpointId: string, endpoint: Endpoint | undefined, delivery: Delivery | undefined, attempts: Attempt[] }
/** Of very many attempts the latest are read: `isCut`. */
interface All { isCut: boolean, message: Message, body: string | undefined, sent: Sent[], others: Endpoint[], unmet: ReadonlyMap<string, string> }

interface MessagePageProps { id: string, back: { href: string, text: string } }

/** A message: its payload, what became of it at each endpoint, and why the others did not get it. */
export function MessagePage ({ id, back }: MessagePageProps) {
  const all = useLoad(`message ${id}`, async () => await everythingOf(id))
  const [most, setMost] = useState(SHOWN)
  const isUnderWay = all.data?.sent.some(({ delivery, attempts }) =>
    // Between the two calls the attempt may have been made.
    delivery?.waitsFor === 'attempt' || delivery?.waitsFor === 'turn' || (!all.data?.isCut && delivery?.lastAttempt != null && delivery.lastAttempt.id > (attempts[0]?.id ?? ''))) ?? false
  // What is being sent now has an answer soon.
  const next = all.data?.sent.flatMap(({ delivery }) => delivery?.nextAttempt ?? []).toSorted()[0]
  // What is to be sent at a time is looked at again soon after it.
  useAgain(isUnderWay || next !== undefined, all, looks => isUnderWay || next === undefined
    ? Math.min(LAST_LOOK_MS, FIRST_LOOK_MS * 2 ** looks)
    : Math.max(LOOK_AGAIN_MS, Date.parse(next) - now() + LOOK_AGAIN_MS))
  return (
    <>
      <Title text={all.data?.message.eventType ?? w('message')} back={back} isPane>
        <Refresh onClick={all.reload} />
      </Title>
      <Show of={all}>
        {({ message, body, sent, others, unmet }) => (
          <>
            <Facts message={message} />
            <div class='columns even'>
              <section aria-labelledby='deliveries'>
                <h2 id='deliveries'>{w('deliveries')}</h2>
                {sent.length === 0 && <p class='quiet'>{w('message.unsent')}</p>}
                {sent.slice(0, most).map((one, row) => <DeliveryOf key={one.endpointId} of={one} message={message} body={body} isFirst={row === 0} onChange={all.reload} />)}
                <More of={{ hasMore: sent.length > most, more: async () => setMost(most + SHOWN) }} />
                {others.length > 0 && <NotSent endpoints={others} message={message} unmet={unmet} />}
              </section>
              <aside>
                <Body message={message} text={body} />
              </aside>
            </div>
          </>
        )}
      </Show>
    </>
  )
}

function Facts ({ message }: { message: Message }) {
  const { id, timestamp, deliverAt } = message
  return (
    <p class='meta'>
      <Id id={id} />
      <When at={timestamp} />
      {deliverAt !== undefined && <span>{w('message.deliverAt')} <When at={deliverAt} /></span>}
      <Labels of={message} />
    </p>
  )
}

function Body ({ message: { isExpired, isUnavailable }, text }: { message: Message, text: string | undefined }) {
  if (isUnavailable) return <p class='quiet'>{w('payload.unavailable')}</p>
  if (isExpired) return <p class='quiet'>{w('payload.expired')}</p>
  return <Payload label={w('payload')} text={text ?? ''} />
}

async function everythingOf (id: string): Promise<All> {
  const json = await asked(api.GET('/api/v1/app/{app_id}/msg/{msg_id}', { params: { path: inApp({ msg_id: id }) }, parseAs: 'text' }))
  const message = JSON.parse(json) as Message
  // The bytes that were signed: text that is no JSON object comes wrapped.
  const body = message.isRaw ? (message.payload as { rawPayload: string }).rawPayload : rawMember(json, 'payload')
  const path = inApp({ msg_id: message.id })
  const [attempts, deliveries, endpoints] = await Promise.all([
    asked(api.GET('/api/v1/app/{app_id}/attempt/msg/{msg_id}', { params: { path, query: { limit: MOST } } })),
    outcomesOf([message]),
    asked(api.GET('/api/v1/app/{app_id}/endpoint', { params: { path: inApp({}), query: { limit: MOST } } }))
  ])
  const own = deliveries.get(message.id) ?? []
  const ids = [...new Set([...own.map(({ endpointId }) => endpointId), ...attempts.data.map(({ endpointId }) => endpointId)])]
  const known = [...endpoints.data, ...await olderOf(ids.filter(one => !endpoints.data.some(({ id }) => id === one)))]
  const sent = ids.map(endpointId => ({
    endpointId,
    endpoint: known.find(one => one.id === endpointId),
    delivery: own.find(one => one.endpointId === endpointId),
    attempts: attempts.data.filter(one => one.endpointId === endpointId)
  }))
  const others = endpoints.data.filter(one => !ids.includes(one.id))
  return { isCut: !attempts.done, message, body, sent, others, unmet: await unmetOf(others, message) }
}

/** Endpoints that are not among the newest, those that exist, of the first few. */
async function olderOf (ids: readonly string[]): Promise<Endpoint[]> {
  const found = await Promise.all(ids.slice(0, MOST_OLDER).map(async id =>
    await asked(api.GET('/api/v1/app/{app_id}/endpoint/{endpoint_id}', { params: { path: inApp({ endpoint_id: id }) } })).then(one => [one], () => [])))
  return found.flat()
}

const MOST_OLDER = 20
// So many filters are asked for one page.
const MOST_FILTERS = 20

/** The condition that the message does not fulfil, by endpoint, of those whose filter is why they did not get it. */
async function unmetOf (endpoints: readonly Endpoint[], { id }: Message): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(endpoints.filter(({ filter }) => filter).slice(0, MOST_FILTERS).map(async endpoint => {
    const path = inApp({ endpoint_id: endpoint.id })
    const { data: [verdict] } = await asked(api.POST('/api/v1/app/{app_id}/endpoint/{endpoint_id}/filter/test', { params: { path }, body: { messageId: id } }))
    return verdict?.unmet ? [[endpoint.id, `${verdict.unmet.path.join('.')}: ${JSON.stringify(verdict.unmet.condition)}`] as const] : []
  }))
  return new Map(found.flat())
}
