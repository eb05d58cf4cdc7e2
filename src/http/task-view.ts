import type { Static } from '@sinclair/typebox'
import { formatTimestamp } from '../lib/time.js'
import type { Task } from '../repositories/tasks.js'
import type { TaskOut } from '../schemas/recovery-schema.js'

/** A task as the API answers it: its progress, or its result if that is given. */
export function taskOut (task: Task, result?: readonly object[]): Static<typeof TaskOut> {
  const { id, kind, status, reason, updatedAt } = task
  const data = kind === 'application.stats' || kind === 'event-type.aggregate' ? resultOut(task, result) : progressOut(task)
  return { id, status, task: kind, updatedAt: formatTimestamp(updatedAt), data: { ...data, ...(reason !== null && { reason }) } }
}

const resultOut = ({ kind }: Task, result: readonly object[] | undefined) =>
  result && { [kind === 'application.stats' ? 'appStats' : 'event_types']: result }

function progressOut ({ appId, endpointId, since, until, resent, expunged, canceled, outstanding, import: imported }: Task) {
  return {
    appId,
    ...(endpointId !== '' && { endpointId }),
    since: formatTimestamp(since),
    until: formatTimestamp(until),
    resent,
    outstanding: outstanding.length,
    ...(expunged !== undefined && { expunged }),
    ...(canceled !== undefined && { canceled }),
    ...(imported && { accepted: imported.accepted, refused: imported.refused })
  }
}
