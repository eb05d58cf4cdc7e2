import { Validations, type App } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { createAccountStack } from './account-stack.js'
import { createDataStack } from './data-stack.js'
import { createServiceStack } from './service-stack.js'
import { checked, type Stage } from './stages.js'

/** Feature flags of the CDK that differ from its defaults. */
const FLAGS = {
  // Findings of CloudFormation's rules are errors.
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  // A table that functions use cannot be deleted before them.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  '@aws-cdk/aws-iam:minimizePolicies': true
}

export interface PosthornParts { app: App, stage: Stage, bundles: string }

/** Creates the stacks of a stage. Findings of cdk-nag fail the synthesis. */
export function createPosthorn ({ app, stage, bundles }: PosthornParts): void {
  for (const [flag, value] of Object.entries(FLAGS)) app.node.setContext(flag, value)
  const host = { stage: checked(stage), bundles }
  const account = stage.gateway.kind === 'rest' ? createAccountStack(app) : undefined
  const data = createDataStack(app, host)
  createServiceStack(app, { host, data, ...(account && { account }) })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
}
