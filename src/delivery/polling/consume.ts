import { randomBytes } from 'node:crypto'
import { MINUTE_MS } from '../../facts/periods.js'
import { ApiError, conflict, invalid } from '../../errors.js'
import * as consumers from '../../repositories/consumers.js'
import type { Consumer } from '../../repositories/consumers.js'
import type { Destination } from '../../repositories/destinations.js'
import { EARLIEST, type Place } from './place.js'
import { placeAt, readFeed, type Asked, type Polling, type Read } from './read-feed.js'
import type { Fed } from './segments.js'

/** A consumer of a polling endpoint, as its path names it. */
export interface Named { application: Fed, destination: Pick<Destination, 'id'>, consumerId: string }

/** A place, and the name of the page that ended there. */
export interface Marked { place: Place, nonce: string }

export interface Page extends Pick<Read, 'shown' | 'done'> { iterator: Marked }

// How often an idle poll stores its time, ms.
const NOTED_EVERY_MS = MINUTE_MS

/**
 * Returns the page at a consumer's place. `given` is the iterator of the previous page; passing it acknowledges that page. Without
 * it, an unacknowledged page is returned again. 409 when the iterator is not of the latest page: another client uses the same name.
 */
export async function pollConsumer (engine: Polling, named: Named, given: Marked | undefined, asked: Asked): Promise<Page> {
  const known = given && remembered(engine, named, given)
  if (!known) return await pollAt(engine, named, await read(engine, named, given), { given, asked })
  try {
    return await pollAt(engine, named, known, { given, asked })
  } catch (error) {
    if (!isConflict(error)) throw error
    // Another process that this client polled has noted the time since: the consumer is not what is remembered here.
    return await pollAt(engine, named, await read(engine, named, given), { given, asked })
  }
}

async function pollAt (
  engine: Polling,
  named: Named,
  held: Consumer<Place>,
  { given, asked }: { given: Marked | undefined, asked: Asked }
): Promise<Page> {
  const { application } = named
  // Another process may have returned the page that was not acknowledged, so this one has to look for it.
  if (!given && held.handed) engine.pollers.added(application.id, held.place.segment)
  const current = acknowledged(held, given)
  const { shown, next, done } = await readFeed(engine, application, current.place, asked)
  const now = engine.clock.now()
  const isStill = shown.length === 0 && isSame(next, current.place)
  if (isStill && current === held && now - held.polledAt < NOTED_EVERY_MS) return { shown, done, iterator: current }
  const { lease, handed: _, ...rest } = current
  const handed = isStill ? undefined : { place: next, nonce: newNonce() }
  await save(engine, named, { ...rest, ...(handed && { handed }), polledAt: now })
  return { shown, done, iterator: handed ?? current }
}

// The remembered consumer may be stale: the conditional write refuses to overwrite another process's change.
function remembered ({ pollers }: Polling, named: Named, { nonce }: Marked): Consumer<Place> | undefined {
  const known = pollers.consumers.get(keyOf(named)) as Consumer<Place> | undefined
  return known && nonce === known.nonce && !known.lease ? known : undefined
}

async function read ({ db, pollers }: Polling, named: Named, given: Marked | undefined): Promise<Consumer<Place>> {
  const { application, destination, consumerId } = named
  const held = await consumers.read<Place>(db, application.id, destination.id, consumerId) ?? unknown(consumerId, given)
  pollers.consumers.set(keyOf(named), held)
  return held
}

const unknown = (id: string, given?: Marked): Consumer<Place> =>
  ({ id, rev: 0, place: given?.place ?? EARLIEST, nonce: given?.nonce ?? '', count: 0, polledAt: 0 })

function acknowledged (held: Consumer<Place>, given: Marked | undefined): Consumer<Place> {
  if (!given || given.nonce === held.nonce) return held
  if (given.nonce !== held.handed?.nonce) throw takenOver()
  const { handed, ...rest } = held
  return { ...rest, ...handed }
}

const takenOver = () => conflict(
  'The iterator is not of the latest page of this consumer: another client polls under the same name, or the place was moved. ' +
  'Poll without an iterator to go on at its place.'
)

/** Moves a consumer to the first message at or after an instant (Unix ms). Returns the iterator of that place. */
export async function seekConsumer (engine: Polling, named: Named, after: number): Promise<Marked> {
  const place = await placeAt(engine, named.application, after)
  const moved = { place, nonce: newNonce() }
  await change(engine, named, ({ lease, handed, ...held }) => ({ ...held, ...moved, soughtAt: engine.clock.now() }))
  engine.pollers.wake(named.application.id)
  return moved
}

export interface Lease { leaseMs: number, start: 'earliest' | 'latest' }

export interface LeasedPage extends Pick<Read, 'shown' | 'done'> {
  /** The number of the first message; the others count up from it. */
  offset: number
}

/**
 * Leases the page at a consumer's place until it is committed or `leaseMs` have passed. Until then, other polls of the consumer get
 * an empty page. A new consumer begins at the first stored message, or at the present.
 */
export async function leaseFromConsumer (engine: Polling, named: Named, { leaseMs, start }: Lease, asked: Asked): Promise<LeasedPage> {
  const { application, destination, consumerId } = named
  const now = engine.clock.now()
  const held = await consumers.read<Place>(engine.db, application.id, destination.id, consumerId) ??
    { ...unknown(consumerId), ...(start === 'latest' && { place: await placeAt(engine, application, now) }) }
  if (held.lease && held.lease.until > now) return { shown: [], done: true, offset: held.count }
  if (held.lease) engine.pollers.added(application.id, held.place.segment)
  const { shown, next, done } = await readFeed(engine, application, held.place, asked)
  const isStill = shown.length === 0 && isSame(next, held.place)
  const offset = held.count
  if (isStill && held.rev > 0 && now - held.polledAt < NOTED_EVERY_MS) return { shown, done, offset }
  const { lease, handed, ...rest } = held
  const place = shown.length === 0 ? next : held.place
  const leased = shown.length > 0 && { lease: { until: now + leaseMs, places: shown.map(({ place }) => place) } }
  await save(engine, named, { ...rest, place, nonce: newNonce(), ...leased, polledAt: now })
  return { shown, done, offset }
}

/** Acknowledges the messages of a leased page up to an offset, and ends the lease; 422 for one that was not handed out. */
export async function commitOffset (engine: Polling, named: Named, offset: number): Promise<void> {
  await change(engine, named, ({ lease, handed, ...held }) => {
    if (offset < held.count) return undefined
    const place = lease?.places[offset - held.count]
    if (!place) throw invalid(['body', 'offset'], 'was not handed out, or was handed out anew since')
    return { ...held, place, nonce: newNonce(), count: offset + 1, polledAt: engine.clock.now() }
  })
  engine.pollers.wake(named.application.id)
}

type Change = (held: Consumer<Place>) => Consumer<Place> | undefined

async function change (engine: Polling, named: Named, changed: Change): Promise<void> {
  const { application, destination, consumerId } = named
  for (;;) {
    const held = await consumers.read<Place>(engine.db, application.id, destination.id, consumerId) ?? unknown(consumerId)
    const after = changed(held)
    if (!after) return
    try {
      return await save(engine, named, after)
    } catch (error) {
      if (!isConflict(error)) throw error
    }
  }
}

async function save ({ db, pollers }: Polling, named: Named, consumer: Consumer<Place>): Promise<void> {
  pollers.consumers.delete(keyOf(named))
  if (!await consumers.write(db, named.application.id, named.destination.id, consumer)) throw takenOver()
  pollers.consumers.set(keyOf(named), { ...consumer, rev: consumer.rev + 1 })
}

const isConflict = (error: unknown) => error instanceof ApiError && error.statusCode === 409

const keyOf = ({ application, destination, consumerId }: Named) => `${application.id}/${destination.id}/${consumerId}`

const newNonce = () => randomBytes(9).toString('base64url')

const isSame = (one: Place, other: Place) =>
  one.segment === other.segment && one.taken === other.taken && one.id === other.id && one.after === other.after
