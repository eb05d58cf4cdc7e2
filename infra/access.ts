import { FILES } from '../src/facts/resource-names.js'
import type { FunctionName } from '../src/facts/functions.js'
import type { TableName } from '../src/facts/table-definitions.js'
import { hasAuthorizer } from './stage-rules.js'
import type { Stage } from './stages.js'

type Item = 'Get' | 'Put' | 'Update' | 'Delete' | 'BatchGet' | 'BatchWrite' | 'Query' | 'DescribeTable'

/** A call for the items of a table. `Query:name` is a query of that index only. */
export type TableCall = Item | `Query:${string}`

export type ObjectCall = 'Get' | 'Put' | 'Delete'

/** The permissions of a function: everything that it calls, and no more. */
export interface Access {
  tables?: Partial<Record<TableName, readonly TableCall[]>>
  /** The queues to which it sends entries: hand-offs of deliveries, or an import that must continue. */
  sends?: ReadonlyArray<'deliveries' | 'imports'>
  /** Keys of the blob bucket. */
  blobs?: readonly ObjectCall[]
  /** Keys of the upload bucket, by their prefix. */
  uploads?: Partial<Record<ObjectCall, readonly string[]>>
  /** SSM parameters; `proxy` only where the stage has one. */
  secrets?: ReadonlyArray<'jwt' | 'main' | 'proxy'>
  /** Whether it brings back what lies in the dead queues. */
  redrives?: true
}

/** The calls for accepting a message. An import accepts messages; so does a delivery that sends an operational webhook. */
const accept = {
  aliases: ['Get', 'Put'],
  applications: ['Get'],
  'event-types': ['Get'],
  // Of an application with polling endpoints, whether its feed shows what was accepted.
  labels: ['Get', 'Put', 'Query'],
  // A payload that was stored for a message which another request stored first is removed.
  messages: ['Get', 'Put', 'Query', 'Update']
} as const

const UPLOADED = `${FILES.inbox}/*`
const REPORTS = `${FILES.reports}/*`
const FAILED = `${FILES.failed}/*`

/**
 * The permissions of all functions. Not here: the creation of secrets (constructs/secrets.ts) and the calls of event
 * sources (constructs/events.ts).
 */
export const ACCESS: Record<Exclude<FunctionName, 'create-secrets'>, Access> = {
  http: {
    tables: {
      aliases: ['Get', 'Put', 'Delete', 'BatchGet', 'DescribeTable'],
      // With the settings of an organization, of which some are changed.
      applications: ['Get', 'Put', 'Update', 'BatchGet', 'Query', 'DescribeTable'],
      attempts: ['Get', 'Put', 'BatchGet', 'Query', 'Query:byEndpoint', 'DescribeTable'],
      deliveries: ['Get', 'Put', 'BatchGet', 'Query', 'Query:undelivered', 'DescribeTable'],
      endpoints: ['Get', 'Put', 'BatchGet', 'Query', 'DescribeTable'],
      'event-types': ['Get', 'Put', 'Delete', 'Query', 'DescribeTable'],
      labels: ['Get', 'Put', 'Delete', 'BatchWrite', 'Query', 'DescribeTable'],
      messages: ['Get', 'Put', 'Update', 'BatchGet', 'BatchWrite', 'Query', 'Query:byType', 'DescribeTable'],
      // With rows of what needs a person.
      tasks: ['Get', 'Put', 'Update', 'Delete', 'BatchGet', 'Query', 'DescribeTable'],
      // The limit of an application's accepted messages.
      throttles: ['Get', 'Update', 'DescribeTable']
    },
    sends: ['deliveries'],
    blobs: ['Get', 'Put', 'Delete'],
    uploads: { Get: [REPORTS, FAILED], Put: [UPLOADED] },
    secrets: ['jwt', 'main'],
    redrives: true
  },
  // To check whether the application exists and has ended its portal's tokens, and which tokens a polling endpoint has.
  authorizer: { tables: { applications: ['Get'], endpoints: ['Get'] }, secrets: ['jwt'] },
  'fan-out': {
    // To mark a message whose fan-out failed, and to read its payload where an endpoint has a filter.
    tables: { deliveries: ['Get', 'Put'], endpoints: ['Query'], messages: ['Get', 'Update'] },
    sends: ['deliveries'],
    blobs: ['Get'],
    // Lambda writes the batches that it gives up, by this function's role.
    uploads: { Put: [FAILED] }
  },
  deliver: {
    tables: {
      ...accept,
      // Before an endpoint is disabled, its successes are looked for.
      attempts: ['Get', 'Put', 'Query:byEndpoint'],
      deliveries: ['Get', 'Put', 'Query'],
      endpoints: ['Get', 'Put', 'Query'],
      // Rows of what needs a person.
      tasks: ['Get', 'Put', 'Update', 'Delete'],
      throttles: ['Get', 'Put']
    },
    sends: ['deliveries'],
    blobs: ['Get'],
    secrets: ['main', 'proxy']
  },
  sweep: {
    tables: {
      applications: ['Get', 'Query'],
      // What a process that died has recorded, when its delivery is canceled.
      attempts: ['Get', 'BatchGet', 'Query', 'Query:byEndpoint'],
      // A recovery reads what waits behind a circuit.
      deliveries: ['Get', 'Put', 'BatchGet', 'Query', 'Query:due', 'Query:undelivered'],
      endpoints: ['Get', 'Query'],
      // A recovery or replay of a polling endpoint shows messages again.
      labels: ['Put', 'Query'],
      messages: ['Get', 'Update', 'BatchGet', 'Query', 'Query:byType', 'Query:due'],
      tasks: ['Get', 'Put', 'Query:due']
    },
    sends: ['deliveries'],
    blobs: ['Get', 'Delete']
  },
  import: {
    tables: {
      ...accept,
      labels: ['Get', 'Put', 'BatchWrite', 'Query'],
      messages: ['Get', 'Put', 'BatchGet', 'BatchWrite', 'Query'],
      tasks: ['Get', 'Put']
    },
    sends: ['imports'],
    blobs: ['Get', 'Put', 'Delete'],
    uploads: { Get: [UPLOADED, REPORTS], Put: [REPORTS], Delete: [REPORTS] }
  }
}

/** The functions of a stage that the service stack creates. */
export const functionsOf = ({ gateway }: Pick<Stage, 'gateway'>): Array<keyof typeof ACCESS> =>
  (Object.keys(ACCESS) as Array<keyof typeof ACCESS>).filter(name => name !== 'authorizer' || hasAuthorizer(gateway))
