import { eachOf } from '../../lib/parallel.js'
import { idsOf, isNotFound, pathOf, type ApiClient } from '../client/api-client.js'
import { waitFor, type Task } from '../client/follow-task.js'
import { momentOf, rangeText } from '../client/moments.js'
import { openProgress } from '../client/progress.js'
import { appCommand, appOf, connect } from '../client/server-access.js'
import { EXIT, Failure, misused } from '../shared/cli-failure.js'
import { act } from '../shared/new-command.js'

const AT_ONCE = 8

interface Canceling { app: string, endpoint: string }

/** `posthorn cancel`. */
export const cancelCommand = () => appCommand('cancel', {
  says: 'Cancel the deliveries that wait: to one endpoint, to all of an application, or to all of the organization.',
  group: 'Messages',
  examples: [
    ['cancel ep_2aC --until 1h --app acme', 'what was sent more than an hour ago and still waits for this endpoint'],
    ['cancel --until 2026-11-30T15:30:00Z --everywhere', 'after a restore: what the backup has of before that time, for all applications']
  ],
  notes: ['Messages that are scheduled for later are canceled too, by the time when they were sent. What is being sent is not stopped.\n' +
    'What was canceled is sent again by resend, and by replay without --missing. Recover and replay --missing leave it out.']
})
  .argument('[endpoint]', "the endpoint's id or uid (default: all of the application)")
  .requiredOption('--until <time>', 'only messages sent before: a time, or how long ago, such as 2h')
  .option('--since <time>', 'only messages sent from then on')
  .option('--type <type...>', 'only these event types')
  .option('--everywhere', 'in all applications of the organization')
  .action(act(async (endpoint, { since, until, type, everywhere = false, json, ...options }) => {
    if (everywhere && (endpoint !== undefined || options.app !== undefined)) throw misused('--everywhere is without --app and an endpoint.')
    const now = Date.now()
    const body = {
      until: momentOf(until, '--until', now), ...(since !== undefined && { since: momentOf(since, '--since', now) }),
      ...(type && { eventTypes: type })
    }
    const api = await connect(options)
    const apps = everywhere ? await idsOf(api, '/app') : [await appOf(api, options.app)]
    if (json !== true) process.stderr.write(`Cancels what was sent ${rangeText(body)}\n`)
    const progress = openProgress()
    let canceled = 0
    let ended = 0
    const cancel = async ({ app, endpoint }: Canceling) => {
      const { id } = await api.call<Task>('POST', `/app${pathOf(app)}/endpoint${pathOf(endpoint)}/cancel-msgs`, body)
      const task = await waitFor(api, id)
      canceled += Number(task.data?.canceled ?? 0)
      progress.show(`${canceled} canceled, ${++ended} endpoints`)
      return task
    }
    const found = await eachOf(apps, AT_ONCE, async app => {
      const endpoints = endpoint === undefined ? await endpointsOf(api, app, everywhere) : [endpoint]
      return endpoints.map(one => ({ app, endpoint: one }))
    })
    const failed: string[] = []
    const tasks = await eachOf(found.flat(), AT_ONCE, async one => await cancel(one).catch((error: unknown) => {
      // Of many endpoints, one may be deleted meanwhile, and one call may fail: the others go on.
      if (endpoint !== undefined || !(error instanceof Failure)) throw error
      if (!isNotFound(error)) failed.push(`${one.endpoint} of ${one.app}: ${error.message}`)
      return undefined
    }))
    progress.end()
    failed.push(...tasks.filter(task => task?.status === 'failed').map(task => `The task ${task!.id} failed.`))
    return {
      json: { canceled, endpoints: ended, failed },
      text: [`${canceled} deliveries to ${ended} endpoints are canceled.`, ...failed].join('\n'),
      exitCode: failed.length === 0 ? EXIT.done : EXIT.failed
    }
  }))

async function endpointsOf (api: ApiClient, app: string, isOneOfAll: boolean): Promise<string[]> {
  return await idsOf(api, `/app${pathOf(app)}/endpoint`).catch((error: unknown) => {
    if (isOneOfAll && isNotFound(error)) return []
    throw error
  })
}
