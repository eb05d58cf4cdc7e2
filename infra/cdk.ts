import type { Construct } from 'constructs'
import { BUNDLES } from './place.js'
import { createStacks, type Stacks } from './stacks.js'
import type { Stage } from './stages.js'

// The module `posthorn/cdk` of the package, for stage files and for CDK apps of other people.

export { defineStages, stageFrom, type StageFile, type StageOptions } from './stage-file.js'
export type { Stage } from './stages.js'
export type { Stacks } from './stacks.js'

export interface PosthornProps {
  /** The stage, from `stageFrom(name, options)`. */
  stage: Stage
  /** The folder of the bundled functions. Default: those of the package. */
  bundles?: string
}

/**
 * Creates the stacks of a stage in a CDK app: `posthorn-<name>-data` and `posthorn-<name>-service`; with a REST API also
 * `posthorn-account`, so an app has at most one such stage for each scope. Throws an error that names the invalid options.
 */
export function createPosthorn (scope: Construct, { stage, bundles = BUNDLES }: PosthornProps): Stacks {
  return createStacks({ scope, stage, bundles })
}
