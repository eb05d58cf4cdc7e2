import type { Engine } from '../engine.js'

const PATIENCE_MS = [50, 200, 1000, 3000]

/**
 * Calls the database for a claimed delivery. A failed call is repeated after 50 ms, 200 ms, 1 s and 3 s. Then the error
 * is thrown, and only the end of the lease brings the delivery back.
 */
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
