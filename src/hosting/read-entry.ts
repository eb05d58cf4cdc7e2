import type { ReadEntry } from '../delivery/import/import-task.js'
import { ValidationError } from '../errors.js'
import { checkEntry, shape } from '../http/entry-check.js'
import { readMessage } from '../http/message-entry.js'
import { violationsOf } from '../http/violations.js'
import { crowdIn } from '../plugins/member-limits.js'

/** Reads a message of a file by the rules of a batch. */
export const readEntry: ReadEntry = (appId, text) => readMessage(appId, text, { shape, check })

function check (value: unknown): ValidationError | undefined {
  return crowdIn(value, shape) ?? (checkEntry(value) ? undefined : new ValidationError(violationsOf(checkEntry.errors ?? [])))
}
