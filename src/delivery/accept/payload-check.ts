import { ApiError, invalid, type ValidationError } from '../../errors.js'
import { eventTypeCached, type EventType } from '../../repositories/event-types.js'
import type { Application } from '../../repositories/applications.js'
import type { Message } from '../../repositories/messages.js'
import * as settings from '../../repositories/settings.js'
import { accept, replayOf, type NewMessage } from './accept.js'
import type { Engine, LoggedStorage } from '../engine.js'
import type { Found } from '../payload-schemas/payload-work.js'
import { joinFeed } from '../polling/join-feed.js'
import { RecentMap } from '../../lib/recent-map.js'

// The time for all payload checks of one request, ms.
export const BUDGET_MS = 2000
// After so many timeouts, each within PAUSE_MS of the one before, payloads of the event type are refused unchecked for PAUSE_MS.
export const STRIKES = 3
export const PAUSE_MS = 60_000

const strikes = new RecentMap<string, { count: number, until: number }>({ most: 1000 })

type Problem = ValidationError | undefined
type Checked = EventType & { schemas: string }

/**
 * `accept` for messages from callers. Throws 422 when the event type, or else the organization, asks for payload
 * validation and the payload does not match the schema.
 */
export async function acceptChecked (engine: Engine, application: Application, input: NewMessage): Promise<Message> {
  const [problem] = await payloadProblems(engine, application.orgId, [input])
  return await acceptUnless(engine, application, { input, problem })
}

/** `acceptChecked` for a payload that is checked already: `problem` is the result. */
export async function acceptUnless (
  engine: Engine,
  application: Application,
  { input, problem }: { input: NewMessage, problem: Problem }
): Promise<Message> {
  if (!problem) return (await accept(engine, application, input)).message
  // A repeated key gets its first answer again, even if the event type's schema has changed since.
  const { idempotencyKey: key } = input
  const replay = key === undefined ? undefined : await replayOf(engine, application.id, key)
  if (!replay) throw problem
  await joinFeed(engine, application, [replay], true)
  return replay
}

/**
 * The validation problem of each payload; undefined where the payload is valid or no check is configured. All payloads
 * share one time budget. A payload that is not checked before its end is refused.
 */
export async function payloadProblems (engine: LoggedStorage, orgId: string, inputs: readonly NewMessage[]): Promise<Problem[]> {
  const problems = new Array<Problem>(inputs.length).fill(undefined)
  let budgetMs = BUDGET_MS
  for (const [name, positions] of positionsByType(inputs)) {
    const eventType = await checkedType(engine, orgId, name)
    if (!eventType) continue
    const payloads = positions.map(position => inputs[position]!.payload.toString())
    const { found, tookMs } = await checkAll(engine, eventType, { payloads, budgetMs: Math.ceil(budgetMs) })
    budgetMs -= tookMs
    for (const [at, position] of positions.entries()) problems[position] = problemOf(found[at]!, name)
  }
  return problems
}

function positionsByType (inputs: readonly NewMessage[]): Map<string, number[]> {
  const found = new Map<string, number[]>()
  for (const [position, { eventType }] of inputs.entries()) {
    const positions = found.get(eventType)
    if (positions) positions.push(position)
    else found.set(eventType, [position])
  }
  return found
}

async function checkedType ({ db }: Pick<Engine, 'db'>, orgId: string, name: string): Promise<Checked | undefined> {
  const eventType = await eventTypeCached(db, orgId, name)
  if (!eventType || eventType.archived || eventType.schemas === null) return undefined
  const isAsked = eventType.validatePayload ?? await settings.checksPayloads(db, orgId)
  return isAsked ? eventType as Checked : undefined
}

type Answer = Found | 'unusable' | 'paused'

async function checkAll (
  { clock, log }: Pick<Engine, 'clock' | 'log'>,
  { orgId, name, rev, updatedAt, schemas }: Checked,
  { payloads, budgetMs }: { payloads: string[], budgetMs: number }
): Promise<{ found: Answer[], tookMs: number }> {
  // The key includes the time: an event type that was deleted and created again begins at revision 1.
  const key = `${orgId}/${name}/${rev}/${updatedAt}`
  const all = (answer: Answer) => ({ found: payloads.map(() => answer), tookMs: 0 })
  if (budgetMs < 1) return all('late')
  const strike = strikes.get(key)
  if (strike && strike.count >= STRIKES && clock.now() < strike.until) return all('paused')
  try {
    // Few event types have checks: the module that talks to the side thread is loaded for the first check.
    const { checkPayloads } = await import('../payload-schemas/payload-checks.js')
    const checked = await checkPayloads(orgId, { key, schemas, payloads, budgetMs })
    if (checked.timeouts > 0) {
      const before = strike && clock.now() < strike.until ? strike.count : 0
      strikes.set(key, { count: before + checked.timeouts, until: clock.now() + PAUSE_MS })
      log.warn({ orgId, eventType: name, timeouts: checked.timeouts }, 'message.not-checked')
    }
    return checked
  } catch (err) {
    // 503: too many checks wait for the side thread.
    if (err instanceof ApiError) throw err
    log.warn({ err, orgId, eventType: name }, 'message.not-checked')
    return all('unusable')
  }
}

// A caller that asks for checked payloads must get no unchecked message: a payload that cannot be checked in time is refused.
function problemOf (found: Answer, name: string): Problem {
  const schema = `the schema of the event type '${name}'`
  if (found === 'right') return undefined
  if (found === 'no-json') return invalid(['body', 'payload'], `is not JSON, which the event type '${name}' asks for`)
  if (found === 'late') return invalid(['body', 'payload'], `cannot be checked in time with ${schema}`)
  if (found === 'paused') return invalid(['body', 'payload'], `is not checked for a minute: checks with ${schema} took too long`)
  if (found === 'unusable') return invalid(['body', 'payload'], `cannot be checked with ${schema}`)
  return invalid(['body', 'payload', ...found.path], found.reason)
}
