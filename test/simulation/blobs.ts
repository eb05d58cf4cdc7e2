import { unavailable } from '../../src/errors.js'
import { tableBlobs, type Blobs as Store } from '../../src/repositories/blobs.js'
import type { Life, Timeline } from './clock.js'
import { PREFIX } from './models.js'
import type { Plan } from './plan.js'
import type { Random } from './random.js'
import type { World } from './world.js'

/** Stores of large payloads, which fail as S3 does: one for all processes, one for each, or none but the table. */
export interface Blobs {
  stored: ReadonlyMap<string, Buffer>
  /** The store as one process uses it. After its process crashed, none of its promises settles. */
  storeOf: (owner: { host: number, life: Life, random: Random, isEmbedded: boolean, note: (text: string) => void }) => Store
}

export interface BlobsOptions {
  timeline: Timeline
  inlineLimit: number | undefined
  stores: Plan['stores']
  /** Whether this call fails. */
  isFaulty: (random: Random) => boolean
}

const FAULTS = ['refused', 'unanswered', 'late'] as const
const LATE_MS = 5000
// Small, so that a payload has several.
const PART_BYTES = 100

export function createBlobs ({ timeline, inlineLimit, stores, isFaulty }: BlobsOptions): Blobs {
  const stored = new Map<string, Buffer>()
  const places = new Map<string, number>()

  function storeOf ({ host, life, random, isEmbedded, note }: Parameters<Blobs['storeOf']>[0]): Store {
    const later = (ms: number, step: () => void) => timeline.at(timeline.now() + ms, step)

    // A call on its way to a remote store arrives, also if its sender died.
    async function call<T> (name: string, work: () => T): Promise<T> {
      return await new Promise<T>((resolve, reject) => {
        const fault = isFaulty(random) ? random.pick(FAULTS) : undefined
        if (fault) note(`blob ${name} ${fault}`)
        const done: { value?: T } = {}
        const arrive = () => { if (life.isAlive || !isEmbedded) done.value = work() }
        if (fault !== 'refused') later(fault === 'late' ? random.integer(1500, LATE_MS) : random.integer(1, 8), arrive)
        later(fault === undefined ? 10 : random.integer(10, 1500), () => {
          if (!life.isAlive) return
          if (fault) reject(unavailable('The file store does not answer; try again shortly.'))
          else resolve(done.value!)
        })
      })
    }

    const isSeen = (key: string) => stores !== 'own' || places.get(key) === host
    const store = {
      put: async (key: string, bytes: Buffer) => await call('put', () => { stored.set(key, Buffer.from(bytes)); places.set(key, host) }),
      get: async (key: string) => await call('get', () => isSeen(key) ? stored.get(key) : undefined),
      remove: async (key: string) => await call('remove', () => { if (isSeen(key)) stored.delete(key) }),
      purge: async () => {}
    }
    const limit = inlineLimit !== undefined && { inlineLimit }
    return stores === 'table' ? { ...tableBlobs(store), ...limit, partBytes: PART_BYTES } : { ...store, ...limit }
  }

  return { stored, storeOf }
}

/** The bytes of a message's payload, in a store or in parts in the table; undefined if some are missing. */
export function keptOf ({ blobs, tables }: Pick<World, 'blobs' | 'tables'>, key: string, parts: number | undefined): Buffer | undefined {
  if (parts === undefined) return blobs.stored.get(key)
  const lists = Array.from({ length: parts }, (_, part) => `part|${key}|${part}`)
  const found = lists.map(list => tables.itemOf(`${PREFIX}messages`, { list: { S: list }, id: { S: 'part' } })?.payload?.B)
  return found.every(bytes => bytes !== undefined) ? Buffer.concat(found) : undefined
}
