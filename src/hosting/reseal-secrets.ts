import type { Engine } from '../delivery/engine.js'
import { MAIN_KEY, renewMainSecret, sealsMainSecret } from '../repositories/main-secrets.js'
import { resealAll } from '../repositories/reseal.js'

type Resealed = Pick<Engine, 'db' | 'vault' | 'log' | 'clock'>

const AGAIN_MS = 60_000

/**
 * Seals what another key sealed anew with the main secret, in the background: when a second one is given, or the database was bound by
 * another key. The database counts as bound to the main secret from the end of a pass that found nothing: only then can the second one
 * go. Returns a function that stops this.
 */
export function resealInBackground ({ db, vault, log, clock }: Resealed, hasSecond: boolean): () => void {
  let isStopped = false
  let cancel = () => {}

  async function run (): Promise<void> {
    if (!hasSecond && await sealsMainSecret(db, vault)) return
    let changed = 0
    for (;;) {
      const pass = await resealAll(db, vault, key => key === MAIN_KEY)
      if (isStopped) return
      if (pass === 0) break
      changed += pass
    }
    await renewMainSecret(db, vault)
    log.info({ items: changed }, 'secrets.resealed')
  }

  function start (): void {
    run().catch((error: unknown) => {
      if (isStopped) return
      log.error({ err: error }, 'secrets.reseal-failed')
      cancel = clock.wakeAt(clock.now() + AGAIN_MS, start)
    })
  }

  start()
  return () => {
    isStopped = true
    cancel()
  }
}
