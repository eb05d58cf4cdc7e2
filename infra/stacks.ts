import type { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { createAccountStack } from './account-stack.js'
import { createDataStack } from './data-stack.js'
import { createServiceStack } from './service-stack.js'
import { checked, type Stage } from './stages.js'

/** `bundles`: the folder of the bundled functions. `isDeleted`: the stacks are made only to be deleted. */
export interface StacksParts { scope: Construct, stage: Stage, bundles: string, isDeleted?: boolean }

/** The stacks of a stage. `service` holds no data; deleting it loses nothing. */
export interface Stacks { data: Stack, service: Stack }

/** Creates the stacks of a stage. Throws an error that names the invalid options of the stage. */
export function createStacks ({ scope, stage, bundles, isDeleted = false }: StacksParts): Stacks {
  const host = { stage: checked(stage, isDeleted), bundles }
  const account = stage.gateway.kind === 'rest' ? createAccountStack(scope) : undefined
  const data = createDataStack(scope, host)
  const service = createServiceStack(scope, { host, data, ...(account && { account }) })
  return { data: data.stack, service }
}
