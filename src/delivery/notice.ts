import type { DeliveryNotice } from '../repositories/deliveries.js'
import type { EndpointNotice } from '../repositories/endpoints.js'

/**
 * What is still to be told about a delivery or an endpoint. It is stored with the change that made it true, and removed
 * after it was told, so a crash in between tells it again, under the same key.
 */
export type Notice = DeliveryNotice | EndpointNotice

/** The notices with one more, oldest first. */
export const addNotice = <N extends Notice>(notices: readonly N[] | undefined, notice: N): N[] => [...notices ?? [], notice]

/** The notices that are left when these were told; undefined when none is. */
export function noticesTold<N extends Notice> (notices: readonly N[] | undefined, told: readonly N[]): N[] | undefined {
  const names = told.map(nameOf)
  const left = notices?.filter(notice => !names.includes(nameOf(notice))) ?? []
  return left.length > 0 ? left : undefined
}

const nameOf = (notice: Notice): string => `${notice.type} ${'attempt' in notice ? notice.attempt.id : notice.at}`
