import type { FunctionName } from './functions.js'

/** The name of something in a stage, such as `posthorn-prod-http`; of the stage as a whole without `what`. */
export const nameIn = (stage: string, what?: string): string => what === undefined ? `posthorn-${stage}` : `posthorn-${stage}-${what}`

/** What the names of the tables of a stage begin with (POSTHORN_TABLE_PREFIX). */
export const tablePrefixIn = (stage: string): string => nameIn(stage, '')

/** The name of a function of a stage: its metrics are found by it too. */
export const functionNameIn = (stage: string, name: FunctionName): string => nameIn(stage, name)

/** The stacks of a stage: what holds data, and what holds none. */
export const STACKS = { data: 'data', service: 'service' } as const

/** The output of the stack `service` that says where the API is. */
export const URL_OUTPUT = 'ApiUrl'

/** The queues that functions take from, and what could not be done ends in the queue `<name>-dead`. */
export const WORK_QUEUES = ['deliveries', 'imports'] as const
export const DEAD_LETTERS_OF = ['deliveries', 'imports', 'fan-out', 'sweep'] as const

export type QueueName = typeof WORK_QUEUES[number] | `${typeof DEAD_LETTERS_OF[number]}-dead`

/** The parameters of SSM that hold the secrets of a stage. */
export const secretsIn = (stage: string) => ({ jwt: `/posthorn/${stage}/jwt-secret`, main: `/posthorn/${stage}/main-secret` })

/** What the keys of files begin with: of files to import, and of the reports on them. */
export const FILES = { inbox: 'inbox', reports: 'reports' } as const
