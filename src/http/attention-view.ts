import type { Static } from '@sinclair/typebox'
import { formatTimestamp } from '../lib/time.js'
import type { Attention } from '../repositories/attention-list.js'
import type { Endpoint } from '../repositories/endpoints.js'
import type { Task } from '../repositories/tasks.js'
import type { AttentionOut } from '../schemas/attention-schema.js'

type Out = Static<typeof AttentionOut>

/** An entry of the attention list, as the API answers it. */
export function attentionOut (entry: Attention): Out {
  const { id, kind, since } = entry
  const { last, ...rest } = aboutOf(entry)
  return { id, kind, ...applicationOf(entry), ...rest, since: formatTimestamp(since), last: formatTimestamp(last) }
}

type About = Omit<Partial<Out>, 'last' | 'reason'> & { last: number, reason: string }

function aboutOf (entry: Attention): About {
  if ('task' in entry) return aboutTask(entry)
  if ('endpoint' in entry) return { endpointId: entry.endpoint.id, endpointUrl: entry.endpoint.url, ...aboutEndpoint(entry) }
  return { last: entry.row.last ?? entry.since, reason: 'Requests do not get through the proxy of the server, so deliveries wait.' }
}

function applicationOf (entry: Attention): Pick<Out, 'appId' | 'appUid' | 'appName'> {
  const application = 'application' in entry ? entry.application : undefined
  if (!application) return {}
  const { id: appId, uid: appUid, name: appName } = application
  return { appId, ...(appUid !== undefined && { appUid }), appName }
}

function aboutEndpoint ({ kind, since, row, endpoint }: Extract<Attention, { endpoint: Endpoint }>) {
  switch (kind) {
    case 'circuit-open': return {
      last: endpoint.circuit?.probedAt ?? since,
      reason: 'Requests to the endpoint keep failing, so its deliveries wait until a probe succeeds.'
    }
    case 'endpoint-disabled': return {
      last: since,
      reason: endpoint.stopped?.why === 'gone'
        ? 'The endpoint answered 410 Gone, so it was disabled.'
        : 'Messages to the endpoint failed for too long, so it was disabled.'
    }
    case 'delivery-exhausted': return {
      last: row.last ?? since,
      ...(row.messageId !== undefined && { messageId: row.messageId }),
      ...(row.count !== undefined && { count: row.count }),
      reason: 'Messages to the endpoint used up their retries and are not tried again.'
    }
  }
}

function aboutTask ({ kind, task }: Extract<Attention, { task: Task }>) {
  const last = task.updatedAt
  const why = task.reason ?? 'without a reason'
  switch (kind) {
    case 'task-failed': return { last, taskId: task.id, reason: `The task ${task.kind} failed: ${why}.` }
    case 'import-failed': return { last, importId: task.id, reason: `The import failed: ${why}` }
    case 'import-refusals': {
      const { refused, entries } = task.import!
      return { last, importId: task.id, count: refused, reason: `Of ${entries} entries of the file ${refused} were refused.` }
    }
  }
}
