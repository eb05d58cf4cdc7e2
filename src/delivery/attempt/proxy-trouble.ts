import { noteProxy } from '../../repositories/attention-rows.js'
import type { Engine, LoggedStorage } from '../engine.js'

// Each process writes at most once in this time for an organization. The row counts for longer.
const TELL_MS = 5 * 60_000
const MAX_ORGANIZATIONS = 10_000

/**
 * Stores for an organization that its requests do not get through the proxy, at most once in five minutes. A failure is only
 * logged, because the delivery waits in any case, and the next delivery that waits for the proxy calls this again.
 */
export async function noteProxyTrouble (
  { db, clock, log, admission: { proxyTold } }: LoggedStorage & Pick<Engine, 'admission'>,
  orgId: string
): Promise<void> {
  const now = clock.now()
  if (now - (proxyTold.get(orgId) ?? -Infinity) < TELL_MS) return
  if (proxyTold.size >= MAX_ORGANIZATIONS) proxyTold.clear()
  proxyTold.set(orgId, now)
  try {
    await noteProxy(db, orgId, now)
  } catch (err) {
    proxyTold.delete(orgId)
    log.error({ err, orgId }, 'attention.lost')
  }
}
