import type { Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { idempotencyAlias, type NewMessage } from '../delivery/accept/accept.js'
import { takeAcceptRate } from '../delivery/accept/accept-rate.js'
import { acceptBatch, type Refusal } from '../delivery/accept/accept-batch.js'
import { newMessage } from '../rules/message-rules.js'
import { ApiError, ValidationError } from '../errors.js'
import { elements } from '../lib/json-path.js'
import { withSource } from '../lib/raw-json.js'
import type { App } from '../http/app-types.js'
import type { Message } from '../repositories/messages.js'
import { AppParams, contentQuery, Query } from '../schemas/common-schema.js'
import { BatchMessageIn, MessageBatchIn, MessageBatchOut } from '../schemas/message-schema.js'
import { shapeOf } from '../http/body-shape.js'
import { route } from '../http/route.js'
import { validatePart } from '../http/validate-part.js'
import { checkNames } from '../http/member-names.js'
import { applicationOf, idempotencyKeyOf } from '../http/request.js'
import { messageOut } from '../http/message-view.js'

const tag = 'Message'
const ContentQuery = Query(contentQuery)
const MESSAGE = shapeOf(BatchMessageIn)

/** Registers the operations of batches of messages (contract 2.6). */
export async function messageBatchRoutes (app: App): Promise<void> {
  const { engine } = app

  app.post('', {
    ...route({
      operationId: 'v1.message.create-batch', summary: 'Create up to 100 messages', tag, access: 'org', errors: [404, 409],
      params: AppParams, querystring: ContentQuery, body: MessageBatchIn, answers: { 202: MessageBatchOut }, ownIdempotency: true
    }), attachValidation: true
  }, async (request, reply) => {
    const { with_content: withContent } = request.query
    const [application, entries] = [applicationOf(request), entriesOf(request)]
    await takeAcceptRate(engine, application, entries.filter(entry => !(entry instanceof Error)).length)
    const answers = await acceptBatch(engine, application, { entries, key: idempotencyKeyOf(request) })
    return await reply.code(202).send({ data: answers.map((answer, position) => resultOut(answer, position, withContent)) })
  })
}

/** For each message of the body: the message to accept, or why it is refused. A wrong message does not affect the others. */
function entriesOf (request: FastifyRequest & { body: Static<typeof MessageBatchIn> }): Array<NewMessage | Refusal> {
  checkFrame(request)
  const { messages } = request.body
  const texts = elements(request.parsedBody!.rawMember('messages')!)
  return messages.map((input, position) => {
    try {
      const source = withSource(texts[position]!, input, MESSAGE)
      checkNames(source)
      if (request.validationError) checkMessage(request, input)
      return newMessage(input, source, keyOf(request, input))
    } catch (error) {
      if (error instanceof ValidationError) return error
      throw error
    }
  })
}

// The key belongs to the message: it is the same in any batch and with any token.
const keyOf = (request: FastifyRequest, { idempotencyKey: key }: Static<typeof BatchMessageIn>) =>
  key == null ? undefined : idempotencyAlias('message', applicationOf(request).id, key)

// Violations outside of the messages, or of their number.
function checkFrame ({ validationError }: FastifyRequest): void {
  if (!(validationError instanceof ValidationError)) return
  const violations = validationError.violations.filter(({ loc }) => loc.length < 3)
  if (violations.length > 0) throw new ValidationError(violations)
}

// Validated as a batch of one message, because only bodies of routes have compiled validators.
function checkMessage (request: FastifyRequest, input: unknown): void {
  validatePart(request, MessageBatchIn, { value: { messages: [input] }, placeOf: ([where, , , ...path]) => [where!, ...path] })
}

function resultOut (answer: Message | Refusal, position: number, withContent: boolean): Static<typeof MessageBatchOut>['data'][number] {
  if (answer instanceof ApiError) return { status: answer.statusCode, error: { code: answer.code, detail: answer.message } }
  if (!(answer instanceof ValidationError)) return { status: 202, message: messageOut(answer, withContent) }
  const detail = answer.violations.map(({ loc: [where, ...path], ...rest }) =>
    ({ loc: [where!, `messages[${position}]`, ...path], ...rest }))
  return { status: answer.statusCode, error: { detail } }
}
