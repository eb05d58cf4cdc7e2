import { App } from 'aws-cdk-lib'
import { createPosthorn } from './posthorn.js'
import { stageOf } from './stages.js'

// What the CDK runs (cdk.json): `-c stage=prod` picks the stage, dev without it. The functions are bundled before.
const app = new App({ analyticsReporting: false })
const stage = stageOf(String(app.node.tryGetContext('stage') ?? 'dev'))
createPosthorn({ app, stage, bundles: 'dist/lambda' })
app.synth()
