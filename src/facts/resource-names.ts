import type { FunctionName } from './functions.js'

/** The name of a resource in a stage, such as `posthorn-prod-http`; without `what`, the name of the whole stage. */
export const nameIn = (stage: string, what?: string): string => what === undefined ? `posthorn-${stage}` : `posthorn-${stage}-${what}`

/** The prefix of the table names of a stage (POSTHORN_TABLE_PREFIX). */
export const tablePrefixIn = (stage: string): string => nameIn(stage, '')

/** The name of a function in a stage. Its metrics have the same name. */
export const functionNameIn = (stage: string, name: FunctionName): string => nameIn(stage, name)

/** The stacks of a stage: one holds the data, the other everything without data. */
export const STACKS = { data: 'data', service: 'service' } as const

/** The output of the stack `service` with the URL of the API. */
export const URL_OUTPUT = 'ApiUrl'

/** The queues that functions read. Entries that could not be processed end in the queue `<name>-dead`. */
export const WORK_QUEUES = ['deliveries', 'imports'] as const
export const DEAD_LETTERS_OF = ['deliveries', 'imports', 'fan-out', 'sweep'] as const

export type QueueName = typeof WORK_QUEUES[number] | `${typeof DEAD_LETTERS_OF[number]}-dead`

/** The SSM parameters with the secrets of a stage. */
export const secretsIn = (stage: string) => ({ jwt: `/posthorn/${stage}/jwt-secret`, main: `/posthorn/${stage}/main-secret` })

/** The SSM parameter with the second secret beside the one in a parameter. It exists only while one takes the place of the other. */
export const secondOf = (parameter: string): string => `${parameter}-second`

/** The prefixes of keys in the bucket of uploads: files to import, reports on them, and batches of the stream that Lambda gave up. */
export const FILES = { inbox: 'inbox', reports: 'reports', failed: 'aws/lambda' } as const

/** The name of a stage's bucket in an account and region. */
export const bucketIn = (stage: string, what: 'blobs' | 'uploads', { account, region }: { account: string, region: string }): string =>
  `${nameIn(stage, what)}-${account}-${region}`
