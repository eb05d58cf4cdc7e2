import type { Static } from '@sinclair/typebox'
import { idempotencyAlias, type NewMessage } from '../delivery/accept/accept.js'
import { newMessage } from '../rules/message-rules.js'
import { invalid, type ValidationError } from '../errors.js'
import { JsonError } from '../lib/json-error.js'
import type { Shape } from '../lib/json-shape.js'
import { parseBody } from '../lib/raw-json.js'
import type { BatchMessageIn } from '../schemas/message-schema.js'
import { checkNames } from './member-names.js'

/** The rules for one message. */
export interface EntryRules {
  shape: Shape
  /** Returns what is wrong with a value, or completes the value with defaults. */
  check: (value: unknown) => ValidationError | undefined
}

/** Reads the JSON text of a message for an application by the rules of a batch. Throws 422 when the message breaks them. */
export function readMessage (appId: string, text: string, { shape, check }: EntryRules): NewMessage {
  const body = parsed(text, shape)
  checkNames(body)
  const problem = check(body.value)
  if (problem) throw problem
  const input = body.value as Static<typeof BatchMessageIn>
  const { idempotencyKey: key } = input
  return newMessage(input, body, key == null ? undefined : idempotencyAlias('message', appId, key))
}

function parsed (text: string, shape: Shape) {
  try {
    const body = parseBody(Buffer.from(text), shape)
    // For example another entry, when a line break is missing.
    if (body.rest.trim() !== '') {
      throw new JsonError(`invalid JSON: ${/,\s*$/.test(text.slice(-100)) ? 'a comma' : 'something'} follows the object`)
    }
    return body
  } catch (error) {
    if (error instanceof JsonError) throw invalid(['body', ...error.path], error.message, 'value_error.jsondecode')
    throw error
  }
}
