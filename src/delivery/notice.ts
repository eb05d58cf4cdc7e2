import type { DeliveryNotice } from '../repositories/deliveries.js'
import type { EndpointNotice } from '../repositories/endpoints.js'

/**
 * An operational webhook about a delivery or an endpoint that is still to be sent. The notice is stored in the same
 * write as the change, and removed after the webhook is accepted. A crash in between sends it again with the same
 * idempotency key.
 */
export type Notice = DeliveryNotice | EndpointNotice

/** The notices and one more, oldest first. */
export const addNotice = <N extends Notice>(notices: readonly N[] | undefined, notice: N): N[] => [...notices ?? [], notice]

/** The notices that remain after these were sent; undefined when none remains. */
export function noticesTold<N extends Notice> (notices: readonly N[] | undefined, told: readonly N[]): N[] | undefined {
  const names = told.map(nameOf)
  const left = notices?.filter(notice => !names.includes(nameOf(notice))) ?? []
  return left.length > 0 ? left : undefined
}

const nameOf = (notice: Notice): string => `${notice.type} ${'attempt' in notice ? notice.attempt.id : notice.at}`
