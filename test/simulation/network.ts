import type { Answer, SendResult } from '../../src/delivery/sending/send-result.js'
import type { Failure } from '../../src/repositories/deliveries.js'
import { ProxyError } from '../../src/delivery/sending/proxy-error.js'
import type { SendRequest, Sender } from '../../src/delivery/sending/sender.js'
import type { Life, Timeline } from './clock.js'
import type { Random } from './random.js'

/** How an endpoint behaves from a time on. */
export type Behaviour =
  | 'healthy'
  /** Answers just within the timeout. */
  | 'slow'
  | 'failing'
  /** Fails every other time. */
  | 'flapping'
  | 'gone'
  /** Asks for rest: 429 or 503 with Retry-After. */
  | 'busy'
  /** Answers 502 or 504. */
  | 'overloaded'
  /** Never answers. */
  | 'hanging'
  /** Takes no connections. */
  | 'dead'
  | 'redirecting'

export const BEHAVIOURS = [
  'healthy', 'slow', 'failing', 'flapping', 'gone', 'busy', 'overloaded', 'hanging', 'dead', 'redirecting'
] as const satisfies Behaviour[]

/** From `at` (Unix ms) on the endpoint behaves in this way. */
export interface Phase { at: number, behaviour: Behaviour }

/** One request as the endpoint saw it. */
export interface Request {
  url: string
  /** Which simulated endpoint it reached. */
  site: number
  msgId: string
  body: string
  /** The process that sent it. */
  life: Life
  instance: string
  startedAt: number
  /** The same on the clock of its process. */
  sentAt: number
  /** The id that its process made for the attempt. */
  attemptId: string
  /** The time of its answer, also if no process was left to receive it. */
  endedAt: number
  answer: Answer
  /** Whether its process received the answer; false while in flight, and for ever if the process crashed. */
  isAnswered: boolean
}

export interface SenderOptions {
  timeline: Timeline
  random: Random
  life: Life
  instance: string
  /** The clock of the process. */
  now: () => number
  timeoutMs: number
  /** Every request of every process. */
  log: Request[]
  phasesOf: (site: number) => Phase[]
  /** Whether this process cannot send at the moment, for example for lack of file descriptors. */
  isUnable: () => boolean
  /** Whether the proxy through which it sends is down. */
  isProxyDown: () => boolean
  onRequest: (request: Request) => void
  onAnswer: (request: Request) => void
}

/** The address of a simulated endpoint; `version` is a path that an update may change. */
export const urlOf = (site: number, version = 0) => `https://site-${site}.test/v${version}`

/** The sender of one simulated process. */
export function createSender (options: SenderOptions): Sender {
  const { timeline, random, life, instance, timeoutMs, log } = options

  async function send ({ url, headers, body, attemptId }: SendRequest): Promise<SendResult> {
    if (options.isProxyDown()) return { stage: 'unsent', by: 'proxy', error: new ProxyError('The proxy is down', { isOurs: true }) }
    if (options.isUnable()) return { stage: 'unsent', by: 'process', error: new Error('This process could not send a request') }
    const site = Number(/site-(\d+)/.exec(url)![1])
    const startedAt = timeline.now()
    const answer = answerOf(behaviourAt(options.phasesOf(site), startedAt), { random, timeoutMs })
    const request: Request = {
      url, site, msgId: headers['webhook-id']!, body: body.toString(), life, instance, startedAt, sentAt: options.now(),
      attemptId: attemptId!, endedAt: startedAt + answer.durationMs, answer, isAnswered: false
    }
    log.push(request)
    options.onRequest(request)
    return await new Promise<Answer>(resolve => {
      timeline.at(request.endedAt, () => {
        if (!life.isAlive) return
        request.isAnswered = true
        options.onAnswer(request)
        if (life.isAlive) resolve(answer)
      })
    })
  }

  return { send, close: async () => {}, destroy: async () => {} }
}

function behaviourAt (phases: Phase[], at: number): Behaviour {
  let current: Behaviour = 'healthy'
  for (const phase of phases) if (phase.at <= at) current = phase.behaviour
  return current
}

interface Chances { random: Random, timeoutMs: number }

function answerOf (behaviour: Behaviour, { random, timeoutMs }: Chances): Answer {
  const soon = random.integer(1, Math.min(200, timeoutMs - 1))
  const status = (statusCode: number, retryAfter?: string): Answer =>
    ({ stage: 'answered', statusCode, body: '', durationMs: soon, retryAfter, failure: undefined })
  const none = (failure: Failure, durationMs: number): Answer =>
    ({ stage: 'unanswered', statusCode: 0, body: failure, durationMs, retryAfter: undefined, failure })
  const answers: Record<Behaviour, () => Answer> = {
    healthy: () => status(random.pick([200, 201, 204])),
    slow: () => ({ ...status(200), durationMs: random.integer(timeoutMs >> 1, timeoutMs - 1) }),
    failing: () => status(random.pick([400, 404, 500, 503])),
    flapping: () => status(random.pick([200, 500])),
    gone: () => status(410),
    busy: () => status(random.pick([429, 503]), random.chance(0.7) ? String(random.integer(0, 90)) : 'soon'),
    overloaded: () => status(random.pick([502, 504])),
    hanging: () => none('timeout', timeoutMs),
    dead: () => none('connection', random.integer(1, 20)),
    redirecting: () => status(302)
  }
  return answers[behaviour]()
}
