import type { App } from 'aws-cdk-lib'

/** Feature flags of the CDK that differ from its defaults. */
const FLAGS = {
  // Findings of CloudFormation's rules are errors.
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  // A table that functions use cannot be deleted before them.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  '@aws-cdk/aws-iam:minimizePolicies': true
}

/** Sets the feature flags that the stacks of Posthorn are tested with. Only for an app without other stacks: flags hold for all of it. */
export function setFlags (app: App): void {
  for (const [flag, value] of Object.entries(FLAGS)) app.node.setContext(flag, value)
}
