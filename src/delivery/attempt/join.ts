import * as deliveries from '../../repositories/deliveries.js'
import type { Delivery } from '../../repositories/deliveries.js'
import type { Engine } from '../engine.js'
import * as lifecycle from '../delivery-lifecycle.js'

/**
 * Adds the schedule of a begun delivery to the row that a resend stored first, and returns the row. Returns undefined
 * when the delivery had begun already.
 */
export async function joinIn ({ db }: Pick<Engine, 'db'>, begun: Delivery): Promise<Delivery | undefined> {
  for (;;) {
    const current = await deliveries.read(db, begun)
    const joined = current && lifecycle.join(current, begun)
    if (!joined) return undefined
    const saved = await deliveries.save(db, joined)
    if (saved) return saved
  }
}
