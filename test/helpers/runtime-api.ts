import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

const ANSWER_LIMIT = 6 * 1024 * 1024 + 100 // bytes: Lambda's quota for a synchronous answer

interface Invocation { id: string, event: unknown, resolve: (answer: unknown) => void, reject: (error: Error) => void }

interface State {
  queue: Invocation[]
  current?: Invocation | undefined
  poll?: ServerResponse | undefined
  ended?: Error
}

export interface RuntimeApiOptions {
  /** Milliseconds until an invocation's deadline. */
  timeoutMs: number
  onIdle: () => void
  onWork: () => void
  onTimeout: () => void
}

export interface RuntimeApi {
  port: number
  invoke: (event: unknown) => Promise<unknown>
  /** Rejects the waiting invocations and all later ones. */
  end: (error: Error) => void
  close: () => Promise<void>
}

/**
 * Lambda's side of the Runtime API (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html) on a loopback port:
 * one invocation at a time, later ones queue.
 */
export async function serveRuntimeApi (options: RuntimeApiOptions): Promise<RuntimeApi> {
  const state: State = { queue: [] }
  const server = createServer((request, response) => {
    answer(state, options, { request, response }).catch(error => end(state, error))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))

  return {
    port: (server.address() as AddressInfo).port,
    end: error => end(state, error),
    invoke: event => new Promise((resolve, reject) => {
      if (state.ended) return reject(state.ended)
      state.queue.push({ id: randomUUID(), event, resolve, reject })
      next(state, options)
    }),
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    }
  }
}

async function answer (state: State, options: RuntimeApiOptions, http: {
  request: IncomingMessage, response: ServerResponse
}): Promise<void> {
  const path = http.request.url?.replace('/2018-06-01/runtime/', '') ?? ''
  if (path === 'invocation/next') {
    state.poll = http.response
    options.onIdle()
    return next(state, options)
  }
  const body = await text(http.request)
  if (path === 'init/error') end(state, functionError(body))
  else if (path === `invocation/${state.current?.id}/response`) settle(state, answerOf(body))
  else if (path === `invocation/${state.current?.id}/error`) settle(state, functionError(body))
  http.response.writeHead(202).end('{"status":"OK"}')
}

function next (state: State, options: RuntimeApiOptions): void {
  if (state.poll === undefined || state.queue.length === 0) return
  const invocation = state.current = state.queue.shift() as Invocation
  options.onWork()
  state.poll.writeHead(200, {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': invocation.id,
    'lambda-runtime-deadline-ms': String(Date.now() + options.timeoutMs),
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:123456789012:function:posthorn',
    'lambda-runtime-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0'
  }).end(JSON.stringify(invocation.event))
  state.poll = undefined
  setTimeout(() => {
    if (state.current !== invocation) return
    end(state, named('Sandbox.Timedout', `Task timed out after ${(options.timeoutMs / 1000).toFixed(2)} seconds`))
    options.onTimeout()
  }, options.timeoutMs).unref()
}

function settle (state: State, result: unknown): void {
  if (result instanceof Error) state.current?.reject(result)
  else state.current?.resolve(result)
  state.current = undefined
}

function end (state: State, error: Error): void {
  state.ended ??= error
  settle(state, state.ended)
  for (const { reject } of state.queue.splice(0)) reject(state.ended)
}

function answerOf (body: string): unknown {
  const size = Buffer.byteLength(body)
  if (size > ANSWER_LIMIT) return named('Function.ResponseSizeTooLarge', `Response payload size (${size} bytes) exceeded maximum`)
  return JSON.parse(body)
}

function functionError (body: string): Error {
  const { errorType, errorMessage, trace } = JSON.parse(body) as { errorType: string, errorMessage: string, trace?: string[] }
  return Object.assign(named(errorType, errorMessage), { trace })
}

/** An error as Lambda reports it: its type as `name`. */
export function named (name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}
