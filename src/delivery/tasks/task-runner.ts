import { createTimers } from '../../lib/timers.js'
import type { TaskKey } from '../../repositories/tasks.js'
import type { Engine } from '../engine.js'
import { run } from './run-task.js'

/** Runs tasks in this process, a few at a time. The table holds them, so a crash loses none. */
export interface TaskRunner {
  /** Starts a task at this time, Unix ms, unless it runs or waits here already. */
  take: (engine: Engine, key: TaskKey, at: number) => void
  /** Starts no more tasks; resolves when the steps in progress are stored. */
  close: () => Promise<void>
}

const MAX_RUNNING = 8
const RETRY_MS = 1000
const LONGEST_RETRY_MS = 30_000
// After this time a task stores its progress and makes room for others.
const TURN_MS = 10_000

/** A runner without tasks. A step that fails is repeated after a second, later after up to 30 s. */
export function createTaskRunner (): TaskRunner {
  const timers = createTimers()
  const awaited = new Set<string>()
  const running = new Map<string, Promise<void>>()
  let closed = false
  // How many turns in a row failed.
  let failures = 0

  function take (engine: Engine, key: TaskKey, at: number): void {
    const now = engine.clock.now()
    if (closed || awaited.has(key.id) || running.has(key.id)) return
    if (at <= now && running.size < MAX_RUNNING) {
      running.set(key.id, turn(engine, key))
      return
    }
    awaited.add(key.id)
    timers.wakeAt(engine.clock, Math.max(at, now + (running.size < MAX_RUNNING ? 0 : RETRY_MS)), () => {
      awaited.delete(key.id)
      take(engine, key, at)
    })
  }

  async function turn (engine: Engine, key: TaskKey): Promise<void> {
    const endsAt = engine.clock.now() + TURN_MS
    let again: number | undefined
    try {
      again = (await run(engine, key, () => !closed && engine.clock.now() < endsAt, () => !closed)).waitUntil
      failures = 0
    } catch (error) {
      // The database is away. The row is still due, and its position is where the last batch ended.
      engine.log.error({ err: error, orgId: key.orgId, taskId: key.id }, 'task.interrupted')
      again = engine.clock.now() + Math.min(RETRY_MS * 2 ** failures++, LONGEST_RETRY_MS) * (0.5 + engine.random())
    }
    running.delete(key.id)
    if (again !== undefined) take(engine, key, again)
  }

  return {
    take,
    async close () {
      closed = true
      timers.cancelAll()
      await Promise.all(running.values())
    }
  }
}
