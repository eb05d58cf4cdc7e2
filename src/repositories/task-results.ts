import type { TaskResultItem } from '../models/task-model.js'
import { pages, put, type Database, type Range } from './database.js'
import { expiryOf, type Task, type TaskKey } from './tasks.js'

/** The result of a task, in parts beside the task's item, because an item has 400 KB at most. */

// Lists of tasks read keys with the prefix `qtask_`, so they skip these parts.
const keyOf = (taskId: string, rest: string) => `part_${taskId}_${rest}`
const DIGITS = 9

/**
 * Stores the result of one step. Order: the part, then the task's position. After a crash in between, the step is made
 * again and overwrites its part. A process that lost the task meanwhile has an older revision, so its write is refused.
 */
export async function write (
  db: Database,
  { orgId, id, rev, batches }: Pick<Task, 'orgId' | 'id' | 'rev' | 'batches'>,
  found: readonly unknown[]
): Promise<void> {
  const key = keyOf(id, String(batches).padStart(DIGITS, '0'))
  const item: TaskResultItem = { orgId, id: key, rev, found: JSON.stringify(found), expiresAt: expiryOf({ id }) }
  await put(db, 'tasks', item, { expression: 'attribute_not_exists(#id) OR #rev <= :rev', values: { ':rev': rev } })
}

/** The whole result of a task, in the order of its steps. */
export async function read<T> (db: Database, { orgId, id }: TaskKey): Promise<T[]> {
  const found: T[] = []
  const range: Range = { hash: ['orgId', orgId], range: ['id', keyOf(id, ''), keyOf(id, '~')] }
  for await (const items of pages<TaskResultItem>(db, 'tasks', range)) found.push(...items.flatMap(item => JSON.parse(item.found) as T[]))
  return found
}
