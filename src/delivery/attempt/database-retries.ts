import type { Engine } from '../engine.js'

const PATIENCE_MS = [50, 200, 1000, 3000]

/** A claimed delivery is worth some patience with the database; after that, only the end of the lease brings it back. */
export async function persistently<T> ({ clock, log }: Pick<Engine, 'clock' | 'log'>, call: () => Promise<T>): Promise<T> {
  for (const pause of PATIENCE_MS) {
    try {
      return await call()
    } catch (error) {
      log.warn({ err: error }, 'delivery.database-failed')
      await new Promise<void>(resolve => clock.wakeAt(clock.now() + pause, resolve))
    }
  }
  return await call()
}
