import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, Unauthenticated, ValidationError } from '../errors.js'
import { JsonError } from '../lib/raw-json.js'
import { createTally } from '../lib/log-tally.js'
import { dropBody, NO_SNIFF } from './connection.js'
import { replayStored } from './idempotency.js'
import type { App } from '../http/app-types.js'

/**
 * Turns thrown errors into the contract's answers (section 1.6). An unexpected error is logged, and its answer contains
 * no details.
 */
export function addErrorHandler (app: App): void {
  const tally = createTally(() => app.engine.clock.now())
  app.setErrorHandler(async (error: unknown, request, reply) => {
    const count = error instanceof Unauthenticated ? tally(error.reason) : undefined
    if (count !== undefined) request.log.info({ reason: (error as Unauthenticated).reason, count }, 'token.refused')
    return await answer(error, request, reply)
  })
}

/** Answers errors before routing: an invalid URL, or an incomplete request. */
export const frameworkErrors = (error: unknown, request: FastifyRequest, reply: FastifyReply) => { void answer(error, request, reply) }

async function answer (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (isAboutBody(error)) {
    await settle(reply)
    const replayed = await replayStored(request, reply)
    if (replayed) return replayed
  }
  if (error instanceof ApiError) {
    return await send(reply.headers(error.headers), error.statusCode, { code: error.code, detail: error.message })
  }
  const violations = violationsOf(error)
  if (violations) return await send(reply, 422, { detail: violations })
  const { statusCode = 500 } = error as FastifyError
  if (isTooLarge(error)) return await send(reply, 413, { code: 'payload_too_large', detail: 'The request body is larger than 2 MiB.' })
  if (statusCode >= 400 && statusCode < 500) {
    return await send(reply, statusCode, { code: 'generic_error', detail: 'The request cannot be read.' })
  }
  request.log.error({ err: error }, 'request.failed')
  return await send(reply, 500, { code: 'internal_error', detail: 'An unexpected error. The log of the server has the details.' })
}

function violationsOf (error: unknown) {
  if (error instanceof ValidationError) return error.violations
  if (error instanceof JsonError) return [{ loc: ['body', ...error.path], msg: error.message, type: 'value_error.jsondecode' }]
  return undefined
}

const isTooLarge = (error: unknown) => (error as FastifyError).code === 'FST_ERR_CTP_BODY_TOO_LARGE'
const isUnreadable = (error: unknown) => error instanceof ApiError && (error.statusCode === 413 || error.statusCode === 415)
const isAboutBody = (error: unknown) => violationsOf(error) !== undefined || isTooLarge(error) || isUnreadable(error)

// Fastify closes the connection after an error in a body. This is needed only when the body is too long, or when the
// client asks for it.
async function settle (reply: FastifyReply): Promise<void> {
  const isWhole = await dropBody(reply.request.raw)
  if (!isWhole || !reply.raw.shouldKeepAlive) reply.header('connection', 'close')
  else if (reply.hasHeader('connection')) reply.removeHeader('connection')
}

async function send (reply: FastifyReply, statusCode: number, body: object): Promise<FastifyReply> {
  await settle(reply)
  // Errors before routing have run no hook, so the header is set here.
  return await reply.header(...NO_SNIFF).code(statusCode).type('application/json').serializer(JSON.stringify).send(body)
}
