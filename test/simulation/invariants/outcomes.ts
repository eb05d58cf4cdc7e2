import { versionAt, type Version } from '../history.js'
import type { Delivery } from '../../../src/repositories/deliveries.js'
import type { Attempt } from '../../../src/repositories/attempts.js'
import type { Invariant } from '../invariants.js'
import type { Request } from '../network.js'
import { isExcused } from './attempts.js'
import { viewsOf, type View } from './views.js'

/** A delivery is stored as succeeded exactly if its endpoint answered with success (contract 3.3). */
export const outcomes: Invariant[] = [
  {
    name: 'success-was-answered',
    check: world => viewsOf(world).filter(({ final, requests }) => final.state === 'succeeded' && !requests.some(isSuccess))
      .map(({ name }) => `${name}: succeeded, but its endpoint never answered with 2xx.`)
  },
  {
    name: 'success-counts',
    check: world => viewsOf(world).flatMap(view => view.final.state === 'succeeded'
      ? []
      : view.requests.filter(request => isSuccess(request) && !isExcused(world, view, request))
        .map(({ answer, endedAt }) =>
          `${view.name}: ended as ${view.final.state}, but its endpoint answered ${answer.statusCode} at ${endedAt - world.start} ms.`))
  },
  {
    name: 'recorded-as-answered',
    check: world => viewsOf(world).flatMap(view => view.attempts.flatMap(attempt =>
      [...misjudged(attempt), ...mislabeled(view, attempt)].map(text => `${view.name}: attempt ${attempt.id} ${text}.`)))
  }
]

export const isSuccess = ({ answer: { statusCode } }: Pick<Request, 'answer'>) => statusCode >= 200 && statusCode < 300

function misjudged ({ status, responseStatusCode }: Attempt): string[] {
  const is2xx = responseStatusCode >= 200 && responseStatusCode < 300
  return (status === 0) === is2xx ? [] : [`has status ${status}, but the answer was ${responseStatusCode}`]
}

/** Whether an attempt was a resend, by the claim of its process. */
function mislabeled ({ versions, requests }: View, { id, triggerType }: Attempt): string[] {
  const request = requests.find(({ attemptId }) => attemptId === id)
  const claimed = request && claimOf(versions, request)
  if (!claimed) return []
  const isManual = claimed.resends > 0
  return isManual === (triggerType === 1) ? [] : [`is recorded as ${isManual ? 'scheduled' : 'manual'}, which is wrong`]
}

/** The version with which the process of a request claimed the delivery. */
function claimOf (versions: Array<Version<Delivery>>, { instance, startedAt }: Request): Delivery | undefined {
  const lease = versionAt(versions, startedAt)?.lease
  if (lease?.owner !== instance) return undefined
  return versions.find(
    ({ value }) => value.lease?.owner === instance && value.lease.until === lease.until && value.lease.nonce === lease.nonce
  )?.value
}
