import type { FunctionName } from './functions.js'
import type { MetricName } from './metric-definitions.js'
import type { QueueName } from './resource-names.js'
import { TABLES, type Table, type TableName } from './table-definitions.js'

/** A metric that an alarm looks at. */
export type Watched =
  | { of: 'gateway', metric: 'requests' | 'serverErrors' }
  | { of: 'function', name: FunctionName, metric: 'Errors' | 'Throttles' | 'Invocations' | 'IteratorAge' }
  | { of: 'queue', name: QueueName, metric: 'ApproximateAgeOfOldestMessage' | 'ApproximateNumberOfMessagesVisible' }
  /** Throttled writes of a table, or of one of its indexes. */
  | { of: 'table', name: TableName, index?: string }
  /** A metric that the function writes itself. */
  | { of: 'own', name: FunctionName, metric: MetricName, statistic?: 'Sum' | 'Maximum' | 'p99' }

export interface AlarmRule {
  /** `posthorn-<stage>-<name>`; the heading of its section in docs/runbook.md. */
  name: string
  /** The metrics, by their names in `expression`. */
  watches: Readonly<Record<string, Watched>>
  /** A metric math expression of CloudWatch; without it, the alarm looks at its only metric. */
  expression?: string
  /** Seconds of a data point. */
  period: 60 | 300
  /** The alarm goes off when `times` of the last `within` data points are at least the threshold. `within` is `times` by default. */
  threshold: number
  times: number
  within?: number
  /** Whether missing data counts as bad. */
  isMissed?: true
  /** Whether it tells of single events, which have no all-clear. */
  isEvent?: true
  /** Whether it is one of the ten metrics that an account has free. */
  isFree?: true
  /** One sentence for whoever is woken. */
  says: string
}

/** The limits that a stage sets. */
export interface AlarmLimits {
  /** Alarm when accepting takes longer than this for one in a hundred messages, ms. */
  acceptMs: number
  /** Alarm when a delivery has been due for longer than this, seconds. */
  dueSeconds: number
  /** Alarm when a message has waited for its fan-out for longer than this, seconds. */
  fanOutSeconds: number
}

/** How old the oldest entry of a queue may be while entries wait to be taken, seconds. */
const WAITS_SECONDS = 240

/**
 * How many errors in five minutes set an alarm off. One is enough where a failed entry comes again only after minutes,
 * so that there may be no second error in time.
 */
const ERRORS = { http: 5, authorizer: 5, 'fan-out': 3, deliver: 1, sweep: 3, import: 1 } as const
const THROTTLES = 5

/** All alarms of a stage. A test provokes each fault of infra/faults.ts and computes which of these go off. */
export const alarmRules = (limits: AlarmLimits): AlarmRule[] => [
  ...accepting(limits), ...fanningOut(limits), ...delivering(limits), ...importing(), ...functions(), ...throttled(), ...deadLetters()
]

/** How many metrics these alarms look at: each is billed as one alarm. */
export const watchedBy = (rules: readonly AlarmRule[]): number =>
  rules.reduce((sum, { watches }) => sum + Object.keys(watches).length, 0)

const accepting = ({ acceptMs }: AlarmLimits): AlarmRule[] => [
  {
    name: 'server-errors',
    watches: { errors: { of: 'gateway', metric: 'serverErrors' }, requests: { of: 'gateway', metric: 'requests' } },
    expression: 'IF(FILL(errors, 0) >= 5 OR (FILL(errors, 0) > 0 AND FILL(errors, 0) * 2 >= FILL(requests, 0)), 1, 0)',
    period: 300,
    threshold: 1,
    times: 1,
    isFree: true,
    says: 'Clients get 5xx: five in five minutes, or half of all requests.'
  },
  {
    name: 'accept-failing',
    watches: { failed: { of: 'own', name: 'http', metric: 'acceptFailed' }, accepted: { of: 'own', name: 'http', metric: 'accepted' } },
    expression: 'IF(FILL(failed, 0) >= 5 OR (FILL(failed, 0) > 0 AND FILL(failed, 0) >= FILL(accepted, 0)), 1, 0)',
    period: 300,
    threshold: 1,
    times: 1,
    says: 'Messages cannot be accepted: five in five minutes, or half of all.'
  },
  {
    name: 'accept-slow',
    watches: { time: { of: 'own', name: 'http', metric: 'acceptTime', statistic: 'p99' } },
    period: 300,
    threshold: acceptMs / 1000,
    times: 3,
    says: 'One in a hundred messages is accepted slowly, for fifteen minutes.'
  }
]

const fanningOut = ({ fanOutSeconds }: AlarmLimits): AlarmRule[] => [
  {
    name: 'fan-out-late',
    watches: { age: { of: 'function', name: 'fan-out', metric: 'IteratorAge' } },
    period: 60,
    threshold: fanOutSeconds * 1000,
    times: 3,
    isFree: true,
    says: 'Accepted messages wait for their fan-out.'
  },
  {
    name: 'fan-out-silent',
    watches: {
      accepted: { of: 'own', name: 'http', metric: 'accepted' }, runs: { of: 'function', name: 'fan-out', metric: 'Invocations' }
    },
    expression: 'IF(FILL(accepted, 0) > 0 AND FILL(runs, 0) == 0, 1, 0)',
    period: 60,
    threshold: 1,
    times: 2,
    within: 5,
    says: 'Messages are accepted, and the function that fans them out is not called.'
  }
]

const delivering = ({ dueSeconds }: AlarmLimits): AlarmRule[] => [
  {
    name: 'oldest-due',
    watches: { age: { of: 'own', name: 'sweep', metric: 'dueAge', statistic: 'Maximum' } },
    period: 60,
    threshold: dueSeconds,
    times: 3,
    isMissed: true,
    isFree: true,
    says: 'Deliveries or marked fan-outs wait in the tables past their time, or the sweep does not run.'
  },
  waiting('deliveries', 'Deliveries wait in their queue and nobody takes them.', true),
  failing('deliver', 'Entries of the queue of deliveries fail again and again.'),
  {
    name: 'deliveries-stuck',
    watches: { stuck: { of: 'own', name: 'deliver', metric: 'stuck' } },
    period: 300,
    threshold: 1,
    times: 1,
    isFree: true,
    says: 'Deliveries wait without an attempt because of this deployment: payload not found, proxy, or main secret.'
  },
  failing('fan-out', 'Records of the stream can neither be fanned out nor marked.')
]

const importing = (): AlarmRule[] => [
  waiting('imports', 'Uploaded files wait to be imported and nobody takes them.'),
  // A failed entry comes again after a quarter of an hour, so that one failure has to be enough.
  { ...failing('import', 'An uploaded file cannot be imported.'), times: 1, within: 1 }
]

// Delayed entries and those in flight grow older too, so an age alone says nothing.
function waiting (name: 'deliveries' | 'imports', says: string, isFree = false): AlarmRule {
  return {
    name: `${name}-waiting`,
    watches: {
      age: { of: 'queue', name, metric: 'ApproximateAgeOfOldestMessage' },
      visible: { of: 'queue', name, metric: 'ApproximateNumberOfMessagesVisible' }
    },
    expression: 'IF(FILL(visible, 0) > 0, FILL(age, 0), 0)',
    period: 60,
    threshold: WAITS_SECONDS,
    times: 2,
    within: 3,
    ...(isFree && { isFree }),
    says
  }
}

// SQS leaves an entry that was received three times out of the age of the oldest one, so functions count failures.
const failing = (name: FunctionName, says: string): AlarmRule => ({
  name: `entries-failing-${name}`,
  watches: { failed: { of: 'own', name, metric: 'entriesFailed' } },
  period: 60,
  threshold: 1,
  times: 2,
  within: 5,
  says
})

const functions = (): AlarmRule[] => (Object.keys(ERRORS) as Array<keyof typeof ERRORS>).map(name => ({
  name: `errors-${name}`,
  watches: { errors: { of: 'function', name, metric: 'Errors' }, throttles: { of: 'function', name, metric: 'Throttles' } },
  expression: `IF(FILL(errors, 0) >= ${ERRORS[name]} OR FILL(throttles, 0) >= ${THROTTLES}, 1, 0)`,
  period: 300,
  threshold: 1,
  times: 1,
  says: `The function ${name} fails as a whole (it cannot start, it crashes, its time ends), or Lambda refuses to start it.`
}))

const throttled = (): AlarmRule[] => (Object.entries(TABLES) as Array<[TableName, Table]>).map(([name, { indexes = {} }]) => {
  const ofIndexes = Object.keys(indexes).map(index => [index, { of: 'table', name, index }] as const)
  const watches: AlarmRule['watches'] = { writes: { of: 'table', name }, ...Object.fromEntries(ofIndexes) }
  return {
    name: `writes-throttled-${name}`,
    watches,
    ...(ofIndexes.length > 0 && { expression: Object.keys(watches).map(one => `FILL(${one}, 0)`).join(' + ') }),
    period: 60,
    threshold: 1,
    times: 3,
    within: 5,
    says: `DynamoDB refuses writes to the table ${name}${ofIndexes.length > 0 ? ' or to one of its indexes' : ''}.`
  }
})

const DEAD: ReadonlyArray<{ name: string, queue: QueueName, isFree?: true, says: string }> = [
  { name: 'dead-deliveries', queue: 'deliveries-dead', isFree: true, says: 'Deliveries failed fifteen times before a request left.' },
  { name: 'dead-imports', queue: 'imports-dead', isFree: true, says: 'An uploaded file could not be imported.' },
  { name: 'dead-fan-outs', queue: 'fan-out-dead', isFree: true, says: 'Accepted messages were neither fanned out nor marked.' },
  { name: 'dead-sweeps', queue: 'sweep-dead', says: 'A sweep failed; the next one does its work.' }
]

// The first alarm stays on while letters lie in the queue. The second goes off anew at each minute with new ones.
const deadLetters = (): AlarmRule[] => DEAD.flatMap(({ name, queue, isFree, says }): AlarmRule[] => {
  const visible: Watched = { of: 'queue', name: queue, metric: 'ApproximateNumberOfMessagesVisible' }
  return [
    { name, watches: { visible }, period: 60, threshold: 1, times: 1, ...(isFree && { isFree }), says },
    {
      name: `more-${name}`,
      watches: { visible },
      expression: 'IF(DIFF(FILL(visible, REPEAT)) > 0, 1, 0)',
      period: 60,
      threshold: 1,
      times: 1,
      isEvent: true,
      says: `More of the same since the last alarm. ${says}`
    }
  ]
})
