import { randomBytes } from 'node:crypto'
import { ask } from '../client/ask.js'
import { isVerified } from '../shared/verify.js'
import { apiOf, told, type Answer, type Api } from './api.js'
import { median, reasonOf, type Finding } from './finding.js'
import { ms } from './examine-server.js'

const CHECK = 'canary'
const MESSAGES = 3
const EVENT_TYPE = 'posthorn.doctor'
const RETENTION_DAYS = 5
const POLL_MS = 250
const INBOX_WITHIN_MS = 5000

export interface CanaryOptions {
  url: string
  token: string
  /** The operator's endpoint, which answers 2xx. */
  receiverUrl: string | undefined
  /** Whether the server may have its built-in inbox. */
  hasInbox: boolean
  withinMs: number
  signal: AbortSignal
}

/** The results of the canary; times in ms. `ownMs`: what the server took of the acceptance itself, as it says. */
export interface Canary { findings: Finding[], acceptMs?: number, ownMs?: number, endpointMs?: number, deliveryMs?: number }

interface Sent { id: string, timestamp: string, tookMs: number, ownMs: number | undefined }
interface Attempt { status: number, responseStatusCode: number, response: string, responseDurationMs: number, timestamp: string }

/**
 * Sends messages end to end in a new application, which is deleted at the end, also after a failure. Without a receiver
 * and an inbox they have no endpoint: then the canary proves acceptance only.
 */
export async function sendCanary (options: CanaryOptions): Promise<Canary> {
  const { url, token, receiverUrl, hasInbox } = options
  const api = apiOf(`${url}/api/v1`, token)
  const uid = `posthorn-doctor-${randomBytes(8).toString('hex')}`
  const inboxUrl = receiverUrl === undefined && hasInbox && await isInbox(`${url}/inbox`) ? `${url}/inbox` : undefined
  let canary: Canary
  try {
    canary = await fly(api, uid, { ...options, receiverUrl: receiverUrl ?? inboxUrl, inboxUrl })
  } catch (error) {
    canary = {
      findings: [{ check: CHECK, verdict: 'fail', says: reasonOf(error), todo: "Look at the server's log for the time of this run." }]
    }
  }
  // Also after a lost answer: an application that may have been created is deleted by its uid.
  return { ...canary, findings: [...canary.findings, ...await cleanUp(api, uid)] }
}

interface Flight extends CanaryOptions { inboxUrl: string | undefined }

async function fly (api: Api, uid: string, flight: Flight): Promise<Canary> {
  expect(201, 'creating its application', await api('POST', '/app', { name: 'Posthorn doctor', uid }))
  const secret = flight.receiverUrl === undefined ? undefined : await createEndpoint(api, uid, flight.receiverUrl)
  const sent: Sent[] = []
  for (let i = 0; i < MESSAGES; i++) sent.push(await send(api, uid, i))
  const acceptMs = median(sent.slice(1).map(({ tookMs }) => tookMs))
  const own = sent.slice(1).flatMap(({ ownMs }) => ownMs ?? [])
  const times = { acceptMs, ...own.length > 0 && { ownMs: median(own) } }
  const accepted: Finding = {
    check: CHECK,
    verdict: 'pass',
    says: `${MESSAGES} messages were accepted, each in ${ms(acceptMs)} (the first in ${ms(sent[0]!.tookMs)})` +
      (times.ownMs === undefined ? '' : `, of which the server took ${ms(times.ownMs)}`)
  }
  if (secret === undefined) {
    const unproven: Finding = {
      check: CHECK,
      verdict: 'warn',
      says: 'no delivery was tried: there is no receiver for it',
      todo: 'Give a --canary-url that answers 2xx.'
    }
    return { findings: [accepted, unproven], ...times }
  }
  return { ...times, ...await follow(api, uid, { sent, secret, accepted, ...flight }) }
}

async function createEndpoint (api: Api, uid: string, url: string): Promise<string> {
  const creating = await api('POST', `/app/${uid}/endpoint`, { url, description: 'Posthorn doctor' })
  const { id } = expect(201, `creating an endpoint at ${url}`, creating) as { id: string }
  const reading = await api('GET', `/app/${uid}/endpoint/${id}/secret`)
  const { key } = expect(200, "reading its endpoint's secret", reading) as { key: string }
  return key
}

async function send (api: Api, uid: string, number: number): Promise<Sent> {
  const answer = await api('POST', `/app/${uid}/msg`, {
    eventType: EVENT_TYPE,
    payload: { canary: uid, number },
    payloadRetentionPeriod: RETENTION_DAYS
  })
  const { id, timestamp } = expect(202, 'sending a message', answer) as { id: string, timestamp: string }
  return { id, timestamp, tookMs: answer.tookMs, ownMs: answer.ownMs }
}

interface Followed extends Flight { sent: Sent[], secret: string, accepted: Finding }

async function follow (api: Api, uid: string, { sent, secret, accepted, inboxUrl, withinMs, signal }: Followed): Promise<Canary> {
  const deadline = Date.now() + withinMs
  const attempts: Attempt[] = []
  for (const { id } of sent) {
    const attempt = await attemptOf(api, `/app/${uid}/attempt/msg/${id}`, deadline, signal)
    if (!attempt) return { findings: [accepted, lost(attempts.length, withinMs)] }
    attempts.push(attempt)
  }
  const failed = attempts.find(({ status }) => status !== 0)
  if (failed) {
    return {
      findings: [accepted, {
        check: CHECK,
        verdict: 'fail',
        says: `the endpoint did not take it: ${failed.responseStatusCode || 'no answer'} ${failed.response.slice(0, 100)}`.trim(),
        todo: 'The delivery works as far as the endpoint; look at the --canary-url, ' +
          'and at POSTHORN_WHITELIST_SUBNETS when its address is internal.'
      }]
    }
  }
  const endpointMs = median(attempts.map(({ responseDurationMs }) => responseDurationMs))
  const deliveryMs = median(attempts.map(({ timestamp, responseDurationMs }, i) =>
    Date.parse(timestamp) - Date.parse(sent[i]!.timestamp) + responseDurationMs))
  const says = `${MESSAGES} messages were delivered, each ${ms(Math.max(0, deliveryMs))} after it was accepted, ` +
    `of which the endpoint took ${ms(endpointMs)}`
  const findings: Finding[] = [accepted, { check: CHECK, verdict: 'pass', says }]
  if (inboxUrl !== undefined) findings.push(await verifyInbox(inboxUrl, sent, secret))
  return { findings, endpointMs, deliveryMs }
}

const lost = (delivered: number, withinMs: number): Finding => ({
  check: CHECK, verdict: 'fail', says: `${delivered} of ${MESSAGES} messages were delivered within ${ms(withinMs)}`,
  todo: "Look at what is behind the acceptance: the stream's iterator age, the queues, the errors of the fan-out and deliver functions; " +
    'on a Node server, its log.'
})

async function attemptOf (api: Api, path: string, deadline: number, signal: AbortSignal): Promise<Attempt | undefined> {
  while (Date.now() < deadline) {
    signal.throwIfAborted()
    const { data } = expect(200, 'reading its attempts', await api('GET', path)) as { data: Attempt[] }
    const settled = data.find(({ status }) => status === 0 || status === 2)
    if (settled) return settled
    await new Promise(resolve => setTimeout(resolve, POLL_MS))
  }
  return undefined
}

// The inbox is on this machine, so the signature was made with the same clock.
async function verifyInbox (inboxUrl: string, sent: readonly Sent[], secret: string): Promise<Finding> {
  const { text } = await ask(inboxUrl, {}, INBOX_WITHIN_MS)
  const received = JSON.parse(text) as Array<{ headers: Record<string, string>, body: string }>
  const arrived = received.filter(({ headers }) => sent.some(({ id }) => headers['webhook-id'] === id))
  const good = arrived.filter(({ headers, body }) => isVerified(secret, headers, Buffer.from(body), Date.now()))
  if (arrived.length === good.length) {
    return { check: CHECK, verdict: 'pass', says: `the inbox shows ${good.length} of them, with the right signature` }
  }
  return {
    check: CHECK,
    verdict: 'fail',
    says: `${arrived.length - good.length} of them arrived with a wrong signature`,
    todo: 'Look at POSTHORN_SIGNATURE_HEADERS and POSTHORN_MAIN_SECRET.'
  }
}

async function isInbox (url: string): Promise<boolean> {
  try {
    const { ok, text } = await ask(url, {}, INBOX_WITHIN_MS)
    return ok && Array.isArray(JSON.parse(text))
  } catch {
    return false
  }
}

async function cleanUp (api: Api, uid: string): Promise<Finding[]> {
  const todo = `Delete the application ${uid}.`
  try {
    const answer = await api('DELETE', `/app/${uid}`)
    return answer.status === 204 || answer.status === 404
      ? []
      : [{ check: CHECK, verdict: 'warn', says: `its application is still there: deleting it was ${told(answer)}`, todo }]
  } catch (error) {
    return [{ check: CHECK, verdict: 'warn', says: `its application may still be there: ${reasonOf(error)}`, todo }]
  }
}

function expect (status: number, doing: string, answer: Answer): unknown {
  if (answer.status !== status) throw new Error(`${doing} was ${told(answer)}`)
  return answer.body
}
