/** Every Lambda function: `src/lambda/<name>-function.ts`, bundled alone. */
export const FUNCTIONS = ['http', 'authorizer', 'fan-out', 'deliver', 'sweep', 'import', 'create-secrets'] as const

export type FunctionName = typeof FUNCTIONS[number]

/** Seconds that an invocation may take. The gateway gives up after 29; a sweep is over before the next begins. */
export const TIMEOUTS: Record<FunctionName, number> = {
  http: 28, authorizer: 5, 'fan-out': 30, deliver: 70, sweep: 55, import: 900, 'create-secrets': 60
}

/** Megabytes of memory that a function has, unless its stage says otherwise. */
export const MEMORY: Record<FunctionName, number> = {
  http: 1024, authorizer: 512, 'fan-out': 512, deliver: 1024, sweep: 512, import: 1024, 'create-secrets': 256
}

/** For so many seconds the gateway remembers the answer of the authorizer for a token, unless its stage says otherwise. */
export const AUTHORIZER_TTL = 300

/** What is delivered together: ten requests wait at once. */
export const DELIVER_BATCH = 10

/** How long the queue waits for deliveries to be over before it hands them to another, seconds: what AWS recommends. */
export const DELIVER_VISIBILITY = 6 * TIMEOUTS.deliver

/**
 * The same for an import: what failed goes on when it shows itself again, so this is not long. The number of its
 * functions is bounded by the event source, so none is turned away and counted as a failure.
 */
export const IMPORT_VISIBILITY = TIMEOUTS.import + 30

/** How often a delivery may fail: with pauses of up to ten minutes (delivery/hand-off/sqs), an hour's outage loses none. */
export const DELIVER_RECEIVES = 15

/** How often in a row an import may fail, or be found in other hands; one that got further in its time is sent anew. */
export const IMPORT_RECEIVES = 50
