import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { spawn } from 'node:child_process'
import { confirmDestroy } from './confirm-destroy.js'
import { FUNCTIONS } from '../src/facts/functions.js'
import { nameIn, STACKS } from '../src/facts/resource-names.js'
import { APP, BUNDLES, commandLine, isClone } from './place.js'
import { findStage, stageFileIn, STAGE_FILES } from './stage-file.js'
import { stages, type Stage } from './stages.js'

// The entry of `bootstrap`, `deploy`, `destroy`, `diff` and `synth`: `npm run deploy -- --stage <name>` in a clone, and
// `npx posthorn deploy --stage <name>` with the package. All other arguments are passed to the CDK.

const USAGE = `${commandLine('<command>')} [--stage <name>] [--config <file>] [--profile <name>] [options of the CDK]

  bootstrap  prepares an account and region for the CDK, once
  synth      writes the templates to cdk.out
  diff       shows what a deployment would change
  deploy     deploys the stage
  destroy    removes the stage, after a question; of a stage that keeps its data, only the service

  --stage    a stage of the stage file, or one of: ${Object.keys(stages).join(', ')}; default: dev
  --config   the stage file; default: ${STAGE_FILES[0]} in this folder, if there is one
  --folder   the folder whose stage file is taken; default: this one
  --profile  the profile of AWS credentials, like AWS_PROFILE
  --yes      deploy and destroy: no questions, neither ours nor the CDK's
`

/** What a command works on: the stage, and the file that it is in. */
interface Target { stage: Stage, file: string | undefined }

const COMMANDS: Readonly<Record<string, (target: Target, rest: string[]) => Promise<void>>> = {
  async synth (target, rest) {
    await bundled()
    await cdk('synth', target, ['--quiet', ...rest])
  },
  async diff (target, rest) {
    await bundled()
    await cdk('diff', target, rest)
  },
  // Prepares an account and region for the CDK. The CDK reads the app for this, which needs the bundles.
  async bootstrap (target, rest) {
    await bundled()
    await cdk('bootstrap', target, rest)
  },
  async deploy (target, rest) {
    // Loaded on demand, like the SDK.
    const { refuseKeyRemoval } = await import('./kept-key.js')
    await refuseKeyRemoval(target.stage, say)
    await bundled()
    say(`Deploying stage ${target.stage.name}. An account and region that the CDK has not been used in needs ` +
      `\`${commandLine('bootstrap')}\` once before.`)
    try {
      await cdk('deploy', target, ['--all', ...rest.flatMap(one => one === '--yes' ? ['--require-approval', 'never'] : [one])])
    } catch (error) {
      throw new Error(`${(error as Error).message}\nIf it says that the environment is not bootstrapped: ` +
        `${commandLine('bootstrap')}, then again.` +
        (process.stdin.isTTY ? '' : '\nIf it asks for an approval: this is no terminal, add --yes.'))
    }
  },
  async destroy (target, rest) {
    const { stage } = target
    const others = rest.filter(one => one !== '--force' && one !== '--yes')
    if (others.length === rest.length) await confirmDestroy(stage)
    await bundled()
    await cdk('destroy', target, [nameIn(stage.name, STACKS.service), '--force', '--exclusively', ...others])
    if (stage.keepsData) {
      say(`Kept, because stage ${stage.name} keeps its data: the stack ${nameIn(stage.name, STACKS.data)}. ` +
        `\`${commandLine('deploy')}\` brings the service back to it.`)
      return
    }
    // CloudFormation deletes only empty buckets. By now no function writes to them.
    const { emptyBuckets } = await import('./empty-buckets.js')
    await emptyBuckets(stage.name)
    await cdk('destroy', target, [nameIn(stage.name, STACKS.data), '--force', '--exclusively', ...others])
    if (stage.gateway.kind === 'rest') await destroyAccount(target, others)
  }
}

async function main (): Promise<void> {
  // The SDK is pinned to a version for Node 20. Its notice about later versions does not concern operators.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  const [command = '', ...args] = process.argv.slice(2)
  const run = COMMANDS[command]
  if (args.some(arg => arg === '--help' || arg === '-h')) return say(USAGE)
  if (!run) throw new Error(`There is no command '${command}'; there is ${Object.keys(COMMANDS).join(', ')}.`)
  const { values, tokens } = parseArgs({
    args,
    options: {
      stage: { type: 'string', default: 'dev' }, config: { type: 'string' }, folder: { type: 'string' }, profile: { type: 'string' }
    },
    strict: false,
    allowPositionals: true,
    tokens: true
  })
  // The CDK and the SDK both read this variable.
  if (typeof values.profile === 'string') process.env.AWS_PROFILE = values.profile
  const ours = new Set(tokens.flatMap(token => token.kind === 'option' && ['stage', 'config', 'folder'].includes(token.name)
    ? [token.index, ...(token.inlineValue === false ? [token.index + 1] : [])]
    : []))
  const folder = typeof values.folder === 'string' ? values.folder : process.cwd()
  const file = typeof values.config === 'string' ? resolve(values.config) : stageFileIn(folder)
  const stage = await findStage(String(values.stage), file, command === 'destroy')
  say(file === undefined ? `Stage ${stage.name}, without a stage file in ${folder}` : `Stage ${stage.name} of ${file}`)
  await run({ stage, file }, args.filter((_, index) => !ours.has(index)))
}

async function bundled (): Promise<void> {
  if (isClone) await (await import('./bundle.js')).bundle(BUNDLES)
  const missing = FUNCTIONS.filter(name => !existsSync(join(BUNDLES, name, 'index.mjs')))
  if (missing.length > 0) throw new Error(`These functions have no source: ${missing.join(', ')}.`)
}

/** Removes the account's stack. If another stage uses it, CloudFormation refuses, and the stack stays. */
async function destroyAccount (target: Target, rest: string[]): Promise<void> {
  try {
    await cdk('destroy', target, ['posthorn-account', '--force', '--exclusively', ...rest])
  } catch {
    say('Kept: the stack posthorn-account, because another stage writes its access log by it.')
  }
}

const NO_ACCOUNT = '\nIf it finds no account, credentials or region: set AWS_PROFILE (or give --profile), or AWS_ACCESS_KEY_ID and ' +
  'AWS_SECRET_ACCESS_KEY, and AWS_REGION.'

async function cdk (command: string, { stage, file }: Target, args: string[]): Promise<void> {
  const context = [
    '-c', `stage=${stage.name}`,
    ...(file === undefined ? [] : ['-c', `stage-file=${file}`]),
    ...(command === 'destroy' ? ['-c', 'deleted=true'] : [])
  ]
  const child = spawn(process.execPath, [cdkProgram(), command, '--app', APP, ...context, ...args], { stdio: 'inherit' })
  const code = await new Promise(resolve => child.once('exit', resolve))
  if (code !== 0) throw new Error(`cdk ${command} ended with ${code}.${command === 'synth' ? '' : NO_ACCOUNT}`)
}

/** The CDK of the folder, or that beside this code. The package leaves it to those who deploy. */
function cdkProgram (): string {
  const beside = createRequire(import.meta.url)
  const missing = ['aws-cdk-lib', 'constructs'].filter(name => !isFound(beside, name))
  const program = [createRequire(join(process.cwd(), 'package.json')), beside].find(one => isFound(one, 'aws-cdk/bin/cdk'))
  if (program && missing.length === 0) return program.resolve('aws-cdk/bin/cdk')
  throw new Error(`A deployment needs the AWS CDK, and ${[...(program ? [] : ['aws-cdk']), ...missing].join(', ')} is not installed. ` +
    'In this folder: npm install --save-dev posthorn aws-cdk aws-cdk-lib constructs')
}

function isFound (from: NodeJS.Require, name: string): boolean {
  try {
    from.resolve(name)
    return true
  } catch {
    return false
  }
}

function say (text: string): void {
  process.stdout.write(`${text}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exit(1)
})
