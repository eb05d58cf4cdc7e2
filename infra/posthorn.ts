import { Validations, type App } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { createAccountStack } from './account-stack.js'
import { createDataStack } from './data-stack.js'
import { createServiceStack } from './service-stack.js'
import { checked, type Stage } from './stages.js'

/** How the CDK shall behave where it has changed its mind. */
const FLAGS = {
  // What CloudFormation's own rules find is an error.
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  // A table that the functions use cannot be taken from under them.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  '@aws-cdk/aws-iam:minimizePolicies': true
}

export interface PosthornParts { app: App, stage: Stage, bundles: string }

/** The stacks of a stage, with cdk-nag's checks: what they find fails the synthesis. */
export function createPosthorn ({ app, stage, bundles }: PosthornParts): void {
  for (const [flag, value] of Object.entries(FLAGS)) app.node.setContext(flag, value)
  const host = { stage: checked(stage), bundles }
  const account = stage.gateway.kind === 'rest' ? createAccountStack(app) : undefined
  const data = createDataStack(app, host)
  createServiceStack(app, { host, data, ...(account && { account }) })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
}
