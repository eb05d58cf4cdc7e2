import { eachOf } from '../../lib/parallel.js'
import { pathOf, type ApiClient } from './api-client.js'
import { EXIT } from '../shared/cli-failure.js'
import { howCalled } from '../shared/how-called.js'
import type { Outcome } from '../shared/new-command.js'
import { onInterrupt, openProgress, pause } from './progress.js'
import { heldRemark } from './remarks.js'

export interface Task { id: string, status: string, task: string, data?: Record<string, unknown> }

const LOOK_EVERY_MS = 500
const AT_ONCE = 8

/** Waits for a task of the server, showing how far it is. Ctrl-C ends the waiting alone: the task goes on. */
export async function followTask (api: ApiClient, id: string): Promise<Outcome> {
  const progress = openProgress()
  const held = await heldRemark(api)
  if (held !== undefined) process.stderr.write(`${held}\n`)
  const undo = onInterrupt(() => `The task goes on in the server. To see it: ${howCalled()} task ${id}`)
  const task = await waitFor(api, id, task => progress.show(lineOf(task)))
  progress.end()
  undo()
  return outcomeOf(task)
}

/** Waits for several tasks of the server, and shows how many have ended. */
export async function followTasks (api: ApiClient, ids: readonly string[]): Promise<Outcome> {
  const progress = openProgress()
  const held = await heldRemark(api)
  if (held !== undefined) process.stderr.write(`${held}\n`)
  const undo = onInterrupt(() => `The tasks go on in the server. To see one: ${howCalled()} task ${ids[0] ?? ''}`)
  let ended = 0
  const tasks = await eachOf(ids, AT_ONCE, async id => {
    const task = await waitFor(api, id)
    progress.show(`${++ended} of ${ids.length} tasks have ended`)
    return task
  })
  progress.end()
  undo()
  return outcomeOfAll(tasks)
}

/** A task when it has ended. */
export async function waitFor (api: ApiClient, id: string, show: (task: Task) => void = () => {}): Promise<Task> {
  for (;;) {
    const task = await api.get<Task>(`/background-task${pathOf(id)}`)
    show(task)
    if (task.status !== 'running') return task
    await pause(LOOK_EVERY_MS)
  }
}

/** What a task says of itself, as a command leaves it behind: a failed task is a failure. */
export const outcomeOf = (task: Task): Outcome =>
  ({ json: task, text: lineOf(task), exitCode: task.status === 'failed' ? EXIT.failed : EXIT.done })

/** The same of several tasks. */
export const outcomeOfAll = (tasks: readonly Task[]): Outcome => ({
  json: { tasks },
  text: tasks.length === 0 ? 'There is no endpoint that gets messages.' : tasks.map(lineOf).join('\n'),
  exitCode: tasks.some(({ status }) => status === 'failed') ? EXIT.failed : EXIT.done
})

function lineOf ({ id, task, status, data = {} }: Task): string {
  const { resent, expunged, accepted, refused, reason } = data
  const counts = Object.entries({ resent, expunged, accepted, refused }).filter(([, value]) => typeof value === 'number')
  const says = [...counts.map(([name, value]) => `${String(value)} ${name}`), ...(typeof reason === 'string' ? [reason] : [])]
  return [`${task} ${id}: ${status}`, ...says].join(', ')
}
