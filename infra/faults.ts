/** A fault of a deployment that stops or delays deliveries. */
export interface Fault {
  /** What is broken. */
  fault: string
  /** What a customer notices meanwhile. */
  noticed: string
  /** The alarms that tell within ten minutes. The section of the first says what to do. */
  alarms: readonly string[]
}

const WAITS = 'deliveries wait; all are sent after the cure'
const REFUSED = 'every request is answered 5xx'
const LATER = 'nothing, or retries that come later'

/**
 * Faults and the alarms that tell of them: the index of docs/runbook.md. test/infra/faults.test.ts provokes each of them, computes
 * what every alarm would see, and fails when an alarm that is named here does not go off within ten minutes.
 */
export const FAULTS = {
  'main secret unreadable': {
    fault: 'The main secret cannot be read',
    noticed: `messages are accepted by warm functions only; ${WAITS}`,
    alarms: ['errors-deliver', 'errors-http', 'server-errors']
  },
  'main secret wrong': {
    fault: 'The main secret is another one than that of the tables',
    noticed: `changes are refused with 503; ${WAITS}`,
    alarms: ['deliveries-stuck', 'errors-deliver']
  },
  'jwt secret unreadable': {
    fault: 'The JWT secret cannot be read',
    noticed: REFUSED,
    alarms: ['errors-http', 'errors-authorizer', 'server-errors']
  },
  'http broken': {
    fault: 'The function http crashes, or its time ends',
    noticed: REFUSED,
    alarms: ['errors-http', 'server-errors']
  },
  'authorizer broken': {
    fault: 'The function authorizer crashes (stages that have one)',
    noticed: 'requests with a new token are answered 5xx',
    alarms: ['errors-authorizer', 'server-errors']
  },
  'messages refuse': {
    fault: 'The table messages refuses writes',
    noticed: 'messages are refused with 503',
    alarms: ['accept-failing', 'server-errors']
  },
  'fan-out broken': {
    fault: 'The function fan-out crashes',
    noticed: WAITS,
    alarms: ['errors-fan-out', 'fan-out-late']
  },
  'fan-out off': {
    fault: 'The event source of fan-out is off',
    noticed: WAITS,
    alarms: ['fan-out-silent']
  },
  'fan-out lags': {
    fault: 'Fan-out is slower than messages come',
    noticed: 'deliveries come late',
    alarms: ['fan-out-late']
  },
  'stream unreadable': {
    fault: 'Records of the stream cannot be read',
    noticed: 'these messages are not delivered',
    alarms: ['entries-failing-fan-out']
  },
  'queue refuses': {
    fault: 'The queue of deliveries takes no entry',
    noticed: WAITS,
    alarms: ['oldest-due']
  },
  'endpoints unreadable': {
    fault: 'The table endpoints cannot be read by fan-out',
    noticed: WAITS,
    alarms: ['oldest-due']
  },
  'deliver broken': {
    fault: 'The function deliver crashes, or cannot start',
    noticed: WAITS,
    alarms: ['errors-deliver']
  },
  'deliver off': {
    fault: 'The event source of deliver is off',
    noticed: WAITS,
    alarms: ['deliveries-waiting']
  },
  'deliver lags': {
    fault: 'Deliveries come faster than they are taken',
    noticed: 'deliveries come late',
    alarms: ['deliveries-waiting']
  },
  'deliveries refuse': {
    fault: 'The table deliveries refuses writes',
    noticed: WAITS,
    alarms: ['entries-failing-deliver']
  },
  'payloads lost': {
    fault: 'Large payloads are not found in the bucket',
    noticed: 'deliveries of large payloads wait',
    alarms: ['deliveries-stuck']
  },
  'proxy broken': {
    fault: 'The proxy for deliveries does not answer',
    noticed: WAITS,
    alarms: ['deliveries-stuck']
  },
  'sweep broken': {
    fault: 'The function sweep crashes',
    noticed: 'retries after more than 15 minutes wait',
    alarms: ['errors-sweep', 'oldest-due', 'dead-sweeps']
  },
  'sweep off': {
    fault: 'The schedule of the sweep is off',
    noticed: 'retries after more than 15 minutes wait',
    alarms: ['oldest-due']
  },
  'due unreadable': {
    fault: 'The index of due deliveries cannot be read',
    noticed: 'retries after more than 15 minutes wait',
    alarms: ['errors-sweep', 'oldest-due']
  },
  'import broken': {
    fault: 'The function import crashes',
    noticed: 'uploaded files are not imported',
    alarms: ['errors-import']
  },
  'import off': {
    fault: 'The event source of import is off',
    noticed: 'uploaded files are not imported',
    alarms: ['imports-waiting']
  },
  'file unimportable': {
    fault: 'A file cannot be imported',
    noticed: 'this file is not imported',
    alarms: ['entries-failing-import']
  },
  'functions refused': {
    fault: 'Lambda starts no more functions: the quota of the account is used up',
    noticed: `some requests are answered 5xx; ${WAITS}`,
    alarms: ['errors-http', 'errors-authorizer', 'errors-fan-out', 'errors-deliver', 'errors-sweep', 'errors-import']
  },
  'aliases throttled': {
    fault: 'Writes to aliases are throttled',
    noticed: 'messages with an idempotency key or eventId are refused with 503',
    alarms: ['writes-throttled-aliases']
  },
  'applications throttled': {
    fault: 'Writes to applications are throttled',
    noticed: 'changes of applications are refused with 503',
    alarms: ['writes-throttled-applications']
  },
  'attempts throttled': {
    fault: 'Writes to attempts or to its index are throttled',
    noticed: LATER,
    alarms: ['writes-throttled-attempts']
  },
  'deliveries throttled': {
    fault: 'Writes to deliveries or to its index are throttled',
    noticed: LATER,
    alarms: ['writes-throttled-deliveries']
  },
  'endpoints throttled': {
    fault: 'Writes to endpoints are throttled',
    noticed: 'changes of endpoints are refused with 503',
    alarms: ['writes-throttled-endpoints']
  },
  'event types throttled': {
    fault: 'Writes to event-types are throttled',
    noticed: 'changes of event types are refused with 503',
    alarms: ['writes-throttled-event-types']
  },
  'labels throttled': {
    fault: 'Writes to labels are throttled',
    noticed: 'messages with tags, or for polling, are refused with 503',
    alarms: ['writes-throttled-labels']
  },
  'messages throttled': {
    fault: 'Writes to messages or to its indexes are throttled',
    noticed: 'some messages are refused with 503',
    alarms: ['writes-throttled-messages']
  },
  'tasks throttled': {
    fault: 'Writes to tasks or to its index are throttled',
    noticed: 'background tasks take longer',
    alarms: ['writes-throttled-tasks']
  },
  'throttles throttled': {
    fault: 'Writes to throttles are throttled',
    noticed: 'deliveries to endpoints with a limit wait',
    alarms: ['writes-throttled-throttles']
  },
  'delivery given up': {
    fault: 'An entry of deliveries failed fifteen times',
    noticed: 'this delivery waits',
    alarms: ['dead-deliveries', 'more-dead-deliveries']
  },
  'import given up': {
    fault: 'An import failed too often',
    noticed: 'this file is not imported',
    alarms: ['dead-imports', 'more-dead-imports']
  },
  'fan-out given up': {
    fault: 'A record of the stream failed too often',
    noticed: 'these messages are not delivered',
    alarms: ['dead-fan-outs', 'more-dead-fan-outs']
  },
  'sweeps given up': {
    fault: 'More and more sweeps fail',
    noticed: 'retries after more than 15 minutes wait',
    alarms: ['dead-sweeps', 'more-dead-sweeps']
  }
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof FAULTS

/** Alarms that tell of no fault that stops deliveries. */
export const OF_NO_FAULT: readonly string[] = ['accept-slow']
