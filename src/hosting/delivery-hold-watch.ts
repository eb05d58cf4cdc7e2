import type { Engine } from '../delivery/engine.js'
import { heldSince, holdDeliveries } from '../repositories/delivery-hold.js'

export interface HoldWatch {
  /** Whether deliveries are held now. */
  isHeld: () => boolean
  stop: () => void
}

type Watched = Pick<Engine, 'db' | 'clock' | 'log' | 'config'>

// A command may be given to another server on the same database.
const LOOK_EVERY_MS = 1000

/**
 * Decides at a start whether deliveries are held: the setting asks for it, or the database is a copy that is held. Calls `goOn` once when
 * the hold has ended. A database that does not answer leaves them held.
 */
export async function watchHold ({ db, clock, log, config }: Watched, goOn: () => void): Promise<HoldWatch> {
  if (config.holdDeliveries) await holdDeliveries(db)
  const since = await heldSince(db)
  if (since === undefined) return { isHeld: () => false, stop: () => {} }
  log.warn({ since: new Date(since) }, 'deliveries.held')
  let [isHeld, isStopped] = [true, false]
  let cancel = clock.wakeAt(clock.now() + LOOK_EVERY_MS, look)

  function look (): void {
    heldSince(db).catch(() => since).then(still => {
      if (isStopped) return
      if (still === undefined) return end()
      cancel = clock.wakeAt(clock.now() + LOOK_EVERY_MS, look)
    }, () => {})
  }

  function end (): void {
    isHeld = false
    log.info({ heldMs: clock.now() - since! }, 'deliveries.going-on')
    goOn()
  }

  return {
    isHeld: () => isHeld,
    stop () {
      isStopped = true
      cancel()
    }
  }
}
