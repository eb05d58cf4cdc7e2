import { App } from 'aws-cdk-lib'
import { createPosthorn } from './posthorn.js'
import { stageOf } from './stages.js'

// The program that the CDK runs (cdk.json). `-c stage=prod` selects the stage; the default is dev. The functions are
// bundled before.
const app = new App({ analyticsReporting: false })
const { tracedShare, ...stage } = stageOf(String(app.node.tryGetContext('stage') ?? 'dev'))
// Emulators of AWS, which use this variable, do not support sampling rules of X-Ray and refuse them.
const isEmulated = Boolean(process.env.AWS_ENDPOINT_URL)
createPosthorn({ app, stage: { ...stage, ...(tracedShare !== undefined && !isEmulated && { tracedShare }) }, bundles: 'dist/lambda' })
app.synth()
