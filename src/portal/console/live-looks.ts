import { api, asked, inApp, type Delivery, type Message } from '../state/calls.js'
import { now } from '../state/server-time.js'
import { to } from '../state/address.js'
import { localTime } from '../state/times.js'

type Last = NonNullable<Delivery['lastAttempt']>

/** A message that was accepted, an attempt, or a time of which some is not shown. */
export interface Line { id: string, at: string, href: string, type: string, attempt?: Last, missedFrom?: string }

const LINES = 200
const PAGE = 50
/** The first look goes back so far, and so does one after a gap; messages are watched for so long. */
const BACK_MS = 60_000
const GAP_MS = 30_000
/** A message is listed up to a second after it was accepted. */
const BEHIND_MS = 5000

const iso = (ms: number) => new Date(ms).toISOString()

/**
 * Looks at what was accepted and attempted since the last look: three calls each, however many endpoints there are. Attempts are found
 * through the deliveries of the newest messages, of those that are undelivered, and of those that were at the last look; of an attempt and
 * its retry within one look, the retry. What was missed between two looks is a line of its own.
 */
export function createLooks (): () => Promise<Line[]> {
  let begun = now() - BACK_MS
  let lines: Line[] = []
  let looked = Date.now()
  let lookedAt: number | undefined
  let young: Message[] = []
  let undelivered = new Set<string>()

  return async () => {
    // After a sleep this call tells the server's time, and whether the session still holds.
    if (Date.now() - looked > GAP_MS) await asked(api.GET('/api/v1/auth/whoami'))
    looked = Date.now()
    const at = now()
    const isGap = lookedAt !== undefined && at - lookedAt > GAP_MS
    const since = lookedAt === undefined || isGap ? at - BACK_MS : Math.min(at, lookedAt) - BEHIND_MS
    if (isGap) begun = since
    const [messages, waiting] = await Promise.all([messagesSince(since), deliveriesOf({ state: 'undelivered', limit: 2 * PAGE })])
    const known = new Set(young.map(({ id }) => id))
    young = [...messages.data.filter(({ id }) => !known.has(id)), ...young].filter(one => Date.parse(one.timestamp) > at - BACK_MS)
    const ids = new Set(waiting.map(({ msgId }) => msgId))
    const watched = [...new Set([...[...undelivered].filter(id => !ids.has(id)), ...young.map(({ id }) => id)])].slice(0, PAGE)
    const settled = watched.length === 0 ? [] : await deliveriesOf({ msg_ids: watched, limit: 5 * PAGE })
    undelivered = ids
    lines = merged(lines, [
      ...isGap ? [missed(lookedAt!, since)] : [],
      ...messages.done ? [] : [missed(since, Date.parse(messages.data.at(-1)!.timestamp))],
      ...messages.data.map(lineOfMessage),
      ...[...settled, ...waiting].flatMap(one => lineOfAttempt(one, begun))
    ])
    lookedAt = at
    return lines
  }
}

function merged (before: readonly Line[], found: readonly Line[]): Line[] {
  const byId = new Map([...before, ...found].map(line => [line.id, line]))
  return [...byId.values()].toSorted((a, b) => a.at < b.at ? 1 : -1).slice(0, LINES)
}

const messagesSince = async (ms: number) => await asked(api.GET('/api/v1/app/{app_id}/msg', {
  params: { path: inApp({}), query: { limit: PAGE, after: iso(ms), with_content: false } }
}))

const deliveriesOf = async (query: { state?: 'undelivered', msg_ids?: string[], limit: number }): Promise<Delivery[]> =>
  (await asked(api.GET('/api/v1/app/{app_id}/delivery', { params: { path: inApp({}), query } }))).data

const lineOfMessage = ({ id, timestamp, eventType }: Message): Line => ({ id, at: timestamp, href: to(['messages', id]), type: eventType })

function lineOfAttempt ({ msgId, eventType, lastAttempt }: Delivery, from: number): Line[] {
  if (!lastAttempt || Date.parse(lastAttempt.timestamp) < from) return []
  const { id, timestamp } = lastAttempt
  return [{ id, at: timestamp, href: to(['messages', msgId], { attempt: id }), type: eventType, attempt: lastAttempt }]
}

function missed (from: number, until: number): Line {
  const href = to('messages', { after: localTime(from), before: localTime(until) })
  return { id: `missed ${from}`, at: iso(until), href, type: '', missedFrom: iso(from) }
}
