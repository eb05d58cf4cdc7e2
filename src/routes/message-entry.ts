import type { Static } from '@sinclair/typebox'
import { idempotencyAlias, type NewMessage } from '../delivery/accept.js'
import { newMessage } from '../delivery/message-rules.js'
import { invalid, type ValidationError } from '../errors.js'
import { JsonError } from '../lib/json-error.js'
import { parseBody } from '../lib/raw-json.js'
import type { BatchMessageIn } from '../schemas/message.js'
import { refuseRepeated, type Members } from './repeated-members.js'

/** What a message has to be. */
export interface EntryRules {
  members: Members
  /** What its schema has against a value, which it may complete with defaults. */
  check: (value: unknown) => ValidationError | undefined
}

/** Reads the JSON text of a message for an application by the rules of a batch; throws 422 for what breaks them. */
export function readMessage (appId: string, text: string, { members, check }: EntryRules): NewMessage {
  const body = parsed(text)
  refuseRepeated(body, members)
  const problem = check(body.value)
  if (problem) throw problem
  const input = body.value as Static<typeof BatchMessageIn>
  const { idempotencyKey: key } = input
  return newMessage(input, body, key == null ? undefined : idempotencyAlias('message', appId, key))
}

function parsed (text: string) {
  try {
    const body = parseBody(Buffer.from(text))
    // After an entry nothing may follow, such as another that lacks its line break.
    JSON.parse(text)
    return body
  } catch (error) {
    const [path, reason] = error instanceof JsonError ? [error.path, error.message] : [[], `invalid JSON: ${/,\s*$/.test(text.slice(-100)) ? 'a comma' : 'something'} follows the object`]
    throw invalid(['body', ...path], reason, 'value_error.jsondecode')
  }
}
