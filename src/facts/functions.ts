/** All Lambda functions. Each is `src/lambda/<name>-function.ts` and has a bundle. */
export const FUNCTIONS = ['http', 'authorizer', 'fan-out', 'deliver', 'sweep', 'import', 'create-secrets'] as const

export type FunctionName = typeof FUNCTIONS[number]

/** The alias of functions whose versions are published. */
export const LIVE = 'live'

/** The functions that read each secret. They keep it until they start anew. */
export const READERS = { jwt: ['http', 'authorizer'], main: ['http', 'deliver'] } as const satisfies Record<string, FunctionName[]>

/** The timeout of each function, seconds. The gateway's timeout is 29 s. A sweep must end before the next one begins. */
export const TIMEOUTS: Record<FunctionName, number> = {
  http: 28, authorizer: 5, 'fan-out': 30, deliver: 70, sweep: 55, import: 900, 'create-secrets': 60
}

/**
 * The memory of each function, MB, unless the stage sets another. Lambda gives a share of a processor with it (`PROCESSOR_MB`).
 * docs/measurements.md says what each takes: `http` has room for the threads that check schemas.
 */
export const MEMORY: Record<FunctionName, number> = {
  http: 1024, authorizer: 512, 'fan-out': 512, deliver: 384, sweep: 512, import: 1024, 'create-secrets': 256
}

/** The memory, MB, with which a function has one whole processor. */
export const PROCESSOR_MB = 1769

/** How long the gateway caches the authorizer's answer for a token, seconds, unless the stage sets another time. */
export const AUTHORIZER_TTL = 300

/** How many queue entries one invocation of `deliver` gets: ten requests can wait in parallel. */
export const DELIVER_BATCH = 10

/** The visibility timeout of the queue of deliveries, seconds: six times the function's timeout, as AWS recommends. */
export const DELIVER_VISIBILITY = 6 * TIMEOUTS.deliver

/**
 * The visibility timeout of the queue of imports, seconds. A failed import continues when its entry becomes visible
 * again, so the timeout is short. The event source limits the number of concurrent functions, so no entry is refused
 * and counted as a failure.
 */
export const IMPORT_VISIBILITY = TIMEOUTS.import + 30

/** How often a delivery may fail. With pauses of up to ten minutes (delivery/hand-off/sqs), an outage of an hour loses none. */
export const DELIVER_RECEIVES = 15

/**
 * How often in a row an import may fail: with the visibility timeout above, its entry is in the dead queue within an hour. An import with
 * progress, or in the hands of another process, is sent as a new entry.
 */
export const IMPORT_RECEIVES = 3
