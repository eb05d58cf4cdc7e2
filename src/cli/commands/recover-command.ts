import { itemsOf, pathOf, type ApiClient } from '../client/api-client.js'
import { followTask, followTasks, outcomeOf, outcomeOfAll, type Task } from '../client/follow-task.js'
import { momentOf, rangeText } from '../client/moments.js'
import { appCommand, appOf, connect, serverCommand } from '../client/server-access.js'
import { misused } from '../shared/cli-failure.js'
import { act } from '../shared/new-command.js'

// The numbers of the API. None that was sent before is pending (1).
const STATUSES: Readonly<Record<string, number>> = { success: 0, fail: 2, sending: 3, canceled: 4 }
const STATUS_NAMES = Object.keys(STATUSES).join(', ')

const SINCE = 'from then on: a time, or how long ago, such as 2h'

/** `posthorn recover`. */
export const recoverCommand = () => appCommand('recover', {
  says: 'Send again what failed in a time, or waits behind a circuit, in the background of the server.',
  group: 'Messages',
  examples: [
    ['recover ep_2aC --since 2h --app acme', 'what failed in the last two hours, with its progress'],
    ['recover --since 1d --app acme', 'what failed since yesterday at any endpoint of this application']
  ],
  notes: ['With --json it prints the task, and without an endpoint {tasks}: one for each endpoint that is not disabled.']
})
  .argument('[endpoint]', "the endpoint's id or uid (default: all of the application)")
  .requiredOption('--since <time>', SINCE)
  .option('--until <time>', 'until then (default: now)')
  .option('--no-wait', 'do not wait for its end')
  .action(act(async (endpoint, options) => {
    const { since, until, wait, json } = options
    const body = rangeOf(since, until)
    const api = await connect(options)
    const path = `/app${pathOf(await appOf(api, options.app))}/endpoint`
    if (json !== true) process.stderr.write(`Sends again what failed, or waits behind the circuit, ${rangeText(body)}\n`)
    const recover = async (id: string) => await api.call<Task>('POST', `${path}${pathOf(id)}/recover`, body)
    if (endpoint !== undefined) {
      const task = await recover(endpoint)
      return wait ? await followTask(api, task.id) : outcomeOf(task)
    }
    const tasks: Task[] = []
    for (const id of await enabledIn(api, path)) tasks.push(await recover(id))
    return wait ? await followTasks(api, tasks.map(({ id }) => id)) : outcomeOfAll(tasks)
  }))

async function enabledIn (api: ApiClient, path: string): Promise<string[]> {
  const found: string[] = []
  for await (const { id, disabled } of itemsOf<{ id: string, disabled: boolean }>(api, path)) if (!disabled) found.push(id)
  return found
}

/** `posthorn replay`. */
export const replayCommand = () => appCommand('replay', {
  says: 'Send again what was sent to an endpoint before, whatever became of it, or with --missing what it never got.',
  group: 'Messages',
  examples: [
    ['replay ep_2aC --since 1d --type invoice.paid --app acme', 'one event type of the last day'],
    ['replay ep_2aC --since 1d --status canceled --app acme', 'what ended as canceled, also by hand'],
    ['replay ep_2aC --since 2026-11-01T00:00:00Z --missing --app acme', 'what was sent before the endpoint was there']
  ]
})
  .argument('<endpoint>', "the endpoint's id or uid")
  .requiredOption('--since <time>', SINCE)
  .option('--until <time>', 'until then (default: now)')
  .option('--missing', 'only what it never got')
  .option('--type <type...>', 'only these event types')
  .option('--channel <channel>', 'only this channel')
  .option('--tag <tag>', 'only this tag')
  .option('--status <status>', 'only what is now: success; fail: given up; sending: to be retried; canceled')
  .option('--no-wait', 'do not wait for its end')
  .action(act(async (endpoint, options) => {
    const { since, until, missing = false, wait, json } = options
    const filters = filtersOf(options)
    const range = rangeOf(since, until)
    const api = await connect(options)
    const path = `/app${pathOf(await appOf(api, options.app))}/endpoint${pathOf(endpoint)}`
    const what = missing ? 'Sends what it never got' : 'Sends again what was sent to it'
    if (json !== true) process.stderr.write(`${what}, ${rangeText(range)}\n`)
    const task = await api.call<Task>('POST', `${path}/${missing ? 'replay-missing' : 'bulk-replay'}`, { ...range, ...filters })
    return wait ? await followTask(api, task.id) : outcomeOf(task)
  }))

interface Chosen { missing?: true, type?: string[], channel?: string, tag?: string, status?: string }

function filtersOf ({ missing, type, channel, tag, status }: Chosen): object {
  if (status !== undefined && !Object.hasOwn(STATUSES, status)) throw misused(`--status is one of ${STATUS_NAMES}.`)
  if (status !== undefined && missing) throw misused('--status is without --missing: what it never got has none.')
  return {
    ...(type && { eventTypes: type }),
    ...(channel !== undefined && { channel }),
    ...(tag !== undefined && { tag }),
    ...(status !== undefined && { status: STATUSES[status] })
  }
}

/** `posthorn task`. */
export const taskCommand = () => serverCommand('task', {
  says: 'Show a task of the server, and wait for its end: a recovery, a replay, an import.',
  group: 'Messages',
  examples: [['task qtask_2aB', 'how far it is, until it ends'], ['task qtask_2aB --no-wait --json', 'how far it is now']]
})
  .argument('<task>', "the task's id")
  .option('--no-wait', 'do not wait for its end')
  .action(act(async (id, options) => {
    const api = await connect(options)
    return options.wait ? await followTask(api, id) : outcomeOf(await api.get<Task>(`/background-task${pathOf(id)}`))
  }))

function rangeOf (since: string, until: string | undefined): { since: string, until?: string } {
  const now = Date.now()
  return { since: momentOf(since, '--since', now), ...(until !== undefined && { until: momentOf(until, '--until', now) }) }
}
