import type { Logger } from 'pino'

/** The answer to Lambda for a batch: these records must come again, the others are done. */
export interface BatchAnswer { batchItemFailures: Array<{ itemIdentifier: string }> }

/** The answer that names the failed records, so that Lambda delivers only these again. */
export const answerOf = (failed: readonly string[]): BatchAnswer =>
  ({ batchItemFailures: failed.map(itemIdentifier => ({ itemIdentifier })) })

export interface Source<Given, Read> {
  /** The source of the records, by AWS's name. */
  name: string
  /** The id by which a record is reported. */
  idOf: (record: Given) => string | undefined
  /** Throws an Error that says what is wrong with the record, without its content. */
  read: (record: Given) => Read
}

export interface ReadRecord<Read> { id: string, read: Read }

/**
 * The records of an event, each with its id, and the ids of records that cannot be read. These are reported as failed
 * until they are put aside; the log has the reason. Throws a TypeError for an event of another kind.
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
