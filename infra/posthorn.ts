import type { App } from 'aws-cdk-lib'
import { addChecks } from './checks.js'
import { setFlags } from './flags.js'
import { createStacks } from './stacks.js'
import type { Stage } from './stages.js'

export interface PosthornParts { app: App, stage: Stage, bundles: string }

/** Creates the stacks of a stage. Findings of cdk-nag fail the synthesis. */
export function createPosthorn ({ app, stage, bundles }: PosthornParts): void {
  setFlags(app)
  createStacks({ scope: app, stage, bundles })
  addChecks(app)
}
