import { App } from 'aws-cdk-lib'
import { createPosthorn } from './posthorn.js'
import { stageOf } from './stages.js'

// What the CDK runs (cdk.json): `-c stage=prod` picks the stage, dev without it. The functions are bundled before.
const app = new App({ analyticsReporting: false })
const { tracedShare, ...stage } = stageOf(String(app.node.tryGetContext('stage') ?? 'dev'))
// Emulators of AWS, which are reached by this variable, know no rules of X-Ray, and refuse what they do not know.
const isEmulated = Boolean(process.env.AWS_ENDPOINT_URL)
createPosthorn({ app, stage: { ...stage, ...(tracedShare !== undefined && !isEmulated && { tracedShare }) }, bundles: 'dist/lambda' })
app.synth()
