import type { Logger } from 'pino'

/** What Lambda is told of a batch: these records are to come again, the others are done. */
export interface BatchAnswer { batchItemFailures: Array<{ itemIdentifier: string }> }

export const answerOf = (failed: readonly string[]): BatchAnswer =>
  ({ batchItemFailures: failed.map(itemIdentifier => ({ itemIdentifier })) })

export interface Source<Given, Read> {
  /** Where the records come from, as AWS names it. */
  name: string
  /** By what a record is reported. */
  idOf: (record: Given) => string | undefined
  /** Throws an Error that says what is wrong with the record, never what it contains. */
  read: (record: Given) => Read
}

export interface ReadRecord<Read> { id: string, read: Read }

/**
 * The records of an event, each with its id, and the ids of those that cannot be read: they are reported as failed again
 * and again until they are put aside, with the reason in the log. Throws a TypeError when the event is of another kind.
 */
export function recordsOf<Given extends object, Read> (
  event: unknown,
  { name, idOf, read }: Source<Given, Read>,
  log: Logger
): { good: Array<ReadRecord<Read>>, bad: string[] } {
  const records = (event as { Records?: unknown } | null | undefined)?.Records
  if (!Array.isArray(records)) throw new TypeError(`This function takes batches of records from ${name}; this event is none.`)
  const good: Array<ReadRecord<Read>> = []
  const bad: string[] = []
  for (const record of records as Array<Given & { eventSource?: unknown }>) {
    const id = typeof record === 'object' && record !== null ? idOf(record) : undefined
    if (typeof id !== 'string' || id === '') {
      throw new TypeError(`This function takes batches of records from ${name}; one of these records has no id.`)
    }
    try {
      if (record.eventSource !== name) throw new TypeError(`It is from ${String(record.eventSource)}, not from ${name}.`)
      good.push({ id, read: read(record) })
    } catch (error) {
      bad.push(id)
      log.error({ recordId: id, reason: (error as Error).message }, 'record.refused')
    }
  }
  return { good, bad }
}
