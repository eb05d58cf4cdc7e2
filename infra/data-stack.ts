import { Stack } from 'aws-cdk-lib'
import type { Key } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { nameIn, STACKS } from '../src/facts/resource-names.js'
import { createBackups } from './constructs/backups.js'
import { createBuckets, type Buckets } from './constructs/buckets.js'
import { reserveAddresses, type Addresses } from './constructs/fixed-addresses.js'
import type { Host } from './constructs/function.js'
import { createKey } from './constructs/key.js'
import { createLogs } from './constructs/logs.js'
import { createQueues, type Queues } from './constructs/queues.js'
import { createSecrets } from './constructs/secrets.js'
import { createTables, type Tables } from './constructs/tables.js'

/** The resources that stay when the functions are deployed again. */
export interface Data { stack: Stack, tables: Tables, buckets: Buckets, queues: Queues, addresses: Addresses, key?: Key }

/** The stack of all resources that hold data: tables, buckets, queues, logs and secrets. */
export function createDataStack (scope: Construct, host: Host): Data {
  const { stage } = host
  const stack = new Stack(scope, nameIn(stage.name, STACKS.data), {
    description: `Posthorn ${stage.name}: tables, buckets, queues, logs and secrets`,
    terminationProtection: stage.keepsData, tags: { posthorn: stage.name }
  })
  const key = stage.customerManagedKey ? createKey(stack, stage) : undefined
  const queues = createQueues(stack, stage, key)
  const tables = createTables(stack, stage, key)
  const buckets = createBuckets(stack, { stage, queues, ...(key && { key }) })
  if (stage.copiedBackups && key) createBackups(stack, { stage, copied: stage.copiedBackups, tables, key })
  createLogs(stack, stage, key)
  createSecrets(stack, host, key)
  return { stack, tables, buckets, queues, addresses: reserveAddresses(stack, stage), ...(key && { key }) }
}
