import type { TaskResultItem } from '../models/task-model.js'
import { pages, put, type Database, type Range } from './database.js'
import { expiryOf, type Task, type TaskKey } from './tasks.js'

/** What a task found out, in parts beside its own item: an item has 400 KB at most. */

// Not `qtask_`: a list of tasks passes them by.
const keyOf = (taskId: string, rest: string) => `part_${taskId}_${rest}`
const DIGITS = 9

/**
 * Stores what a step found out. Order: the part, then the task's position. A crash between makes the step again, over
 * its part; a process that lost the task meanwhile has an older revision of it and changes nothing.
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

/** Everything that a task found out, in the order of its steps. */
export async function read<T> (db: Database, { orgId, id }: TaskKey): Promise<T[]> {
  const found: T[] = []
  const range: Range = { hash: ['orgId', orgId], range: ['id', keyOf(id, ''), keyOf(id, '~')] }
  for await (const items of pages<TaskResultItem>(db, 'tasks', range)) found.push(...items.flatMap(item => JSON.parse(item.found) as T[]))
  return found
}
