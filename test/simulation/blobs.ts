import { unavailable } from '../../src/errors.js'
import type { BlobStore } from '../../src/repositories/blobs.js'
import type { Life, Timeline } from './clock.js'
import type { Random } from './random.js'

/** A store of large payloads that all processes share, and that fails as S3 does. */
export interface Blobs {
  stored: ReadonlyMap<string, Buffer>
  /** The store as one process has it; after its process has crashed, no promise of it ever settles. */
  storeOf: (owner: { life: Life, random: Random, isEmbedded: boolean, note: (text: string) => void }) => BlobStore
}

export interface BlobsOptions {
  timeline: Timeline
  inlineLimit: number | undefined
  /** Whether this call goes wrong. */
  isFaulty: (random: Random) => boolean
}

const FAULTS = ['refused', 'unanswered', 'late'] as const
const LATE_MS = 5000

export function createBlobs ({ timeline, inlineLimit, isFaulty }: BlobsOptions): Blobs {
  const stored = new Map<string, Buffer>()

  function storeOf ({ life, random, isEmbedded, note }: Parameters<Blobs['storeOf']>[0]): BlobStore {
    const later = (ms: number, step: () => void) => timeline.at(timeline.now() + ms, step)

    // What is on its way to a store elsewhere arrives, whether its sender lives or not.
    async function call<T> (name: string, work: () => T): Promise<T> {
      return await new Promise<T>((resolve, reject) => {
        const fault = isFaulty(random) ? random.pick(FAULTS) : undefined
        if (fault) note(`blob ${name} ${fault}`)
        const done: { value?: T } = {}
        const arrive = () => { if (life.isAlive || !isEmbedded) done.value = work() }
        if (fault !== 'refused') later(fault === 'late' ? random.integer(1500, LATE_MS) : random.integer(1, 8), arrive)
        later(fault === undefined ? 10 : random.integer(10, 1500), () => {
          if (!life.isAlive) return
          if (fault) reject(unavailable('The store of files does not answer; try again shortly.'))
          else resolve(done.value!)
        })
      })
    }

    return {
      ...(inlineLimit !== undefined && { inlineLimit }),
      put: async (key, bytes) => await call('put', () => { stored.set(key, Buffer.from(bytes)) }),
      get: async key => await call('get', () => stored.get(key)),
      remove: async key => await call('remove', () => { stored.delete(key) }),
      purge: async () => {}
    }
  }

  return { stored, storeOf }
}
