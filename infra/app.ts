import { App } from 'aws-cdk-lib'
import { Alarm, MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import cdk from '../cdk.json' with { type: 'json' }
import { setFlags } from './flags.js'
import { BUNDLES, isClone } from './place.js'
import { createStacks } from './stacks.js'
import { findStage } from './stage-file.js'

// The program that the CDK runs. `-c stage=prod` selects the stage; the default is dev. `-c stage-file=<path>` names the stage file.
// `-c deleted=true` is for `destroy`. The functions are bundled before.
const app = new App({ analyticsReporting: false, context: cdk.context })
const contextOf = (key: string) => app.node.tryGetContext(key) as string | undefined
const isDeleted = contextOf('deleted') !== undefined
const { tracedShare, canary, ...stage } = await findStage(contextOf('stage') ?? 'dev', contextOf('stage-file'), isDeleted)
// Emulators of AWS, which use this variable, do not support sampling rules of X-Ray and refuse them.
const isEmulated = Boolean(process.env.AWS_ENDPOINT_URL)
setFlags(app)
// `-c at-once=true`: without the canary, for a version that cures what has set off an alarm.
const isShifted = canary !== undefined && contextOf('at-once') === undefined
createStacks({
  scope: app,
  stage: { ...stage, ...(tracedShare !== undefined && !isEmulated && { tracedShare }), ...(isShifted && { canary }) },
  bundles: BUNDLES,
  isDeleted
})
// Nor do they support alarms on an expression of several metrics.
if (isEmulated) {
  for (const one of app.node.findAll()) {
    if (one instanceof Alarm && one.metric instanceof MathExpression) one.node.scope?.node.tryRemoveChild(one.node.id)
  }
}
// The package does not have cdk-nag: its templates were checked before they were published.
if (isClone) (await import('./checks.js')).addChecks(app)
app.synth()
