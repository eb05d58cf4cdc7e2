import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { spawn } from 'node:child_process'
import { bundle } from './bundle.js'
import { FUNCTIONS } from '../src/facts/functions.js'
import { nameIn, STACKS } from '../src/facts/resource-names.js'
import { stageOf, stages, type Stage } from './stages.js'

// The entry of `npm run bootstrap`, `deploy`, `destroy`, `diff` and `synth`, each with `-- --stage <name>`. All other
// arguments are passed to the CDK.

const USAGE = `npm run <command> -- [--stage <name>] [--profile <name>] [options of the CDK]

  bootstrap  prepares an account and region for the CDK, once
  synth      writes the templates to cdk.out
  diff       shows what a deployment would change
  deploy     deploys the stage
  destroy    removes the stage, after a question; of a stage that keeps its data, only the service

  --stage    a stage of infra/stages.ts: ${Object.keys(stages).join(', ')}; default: dev
  --profile  the profile of AWS credentials, like AWS_PROFILE
`

const BUNDLES = 'dist/lambda'

const COMMANDS: Readonly<Record<string, (stage: Stage, rest: string[]) => Promise<void>>> = {
  async synth (stage, rest) {
    await bundled()
    await cdk('synth', stage, ['--quiet', ...rest])
  },
  async diff (stage, rest) {
    await bundled()
    await cdk('diff', stage, rest)
  },
  // Prepares an account and region for the CDK. The CDK reads the app for this, which needs the bundles.
  async bootstrap (stage, rest) {
    await bundled()
    await cdk('bootstrap', stage, rest)
  },
  async deploy (stage, rest) {
    await bundled()
    say(`Deploying stage ${stage.name}. An account and region that the CDK has not been used in needs \`npm run bootstrap\` once before.`)
    try {
      await cdk('deploy', stage, ['--all', ...rest])
    } catch (error) {
      throw new Error(`${(error as Error).message}\nIf it says that the environment is not bootstrapped: npm run bootstrap, then again.`)
    }
  },
  async destroy (stage, rest) {
    await bundled()
    const force = rest.includes('--force')
    const others = rest.filter(one => one !== '--force')
    if (!force) await confirm(stage)
    await cdk('destroy', stage, [nameIn(stage.name, STACKS.service), '--force', '--exclusively', ...others])
    if (stage.keepsData) {
      say(`Kept, because stage ${stage.name} keeps its data: the stack ${nameIn(stage.name, STACKS.data)}. \`npm run deploy\` brings the ` +
        'service back to it.')
      return
    }
    // CloudFormation deletes only empty buckets. By now no function writes to them.
    const { emptyBuckets } = await import('./empty-buckets.js')
    await emptyBuckets(stage.name)
    await cdk('destroy', stage, [nameIn(stage.name, STACKS.data), '--force', '--exclusively', ...others])
    if (stage.gateway.kind === 'rest') await destroyAccount(stage, others)
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
    options: { stage: { type: 'string', default: 'dev' }, profile: { type: 'string' } },
    strict: false,
    allowPositionals: true,
    tokens: true
  })
  // The CDK and the SDK both read this variable.
  if (typeof values.profile === 'string') process.env.AWS_PROFILE = values.profile
  const ours = new Set(tokens.flatMap(token => token.kind === 'option' && token.name === 'stage'
    ? [token.index, ...(token.inlineValue === false ? [token.index + 1] : [])]
    : []))
  await run(stageOf(String(values.stage)), args.filter((_, index) => !ours.has(index)))
}

async function bundled (): Promise<void> {
  await bundle(BUNDLES)
  const missing = FUNCTIONS.filter(name => !existsSync(join(BUNDLES, name, 'index.mjs')))
  if (missing.length > 0) throw new Error(`These functions have no source: ${missing.join(', ')}.`)
}

async function confirm ({ name, keepsData }: Stage): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const what = keepsData ? `takes the API of stage ${name} away and keeps its data` : `deletes stage ${name} and everything in it`
  const answer = await terminal.question(`This ${what}. Its name, to go on: `)
  terminal.close()
  if (answer.trim() !== name) throw new Error('Nothing was done.')
}

/** Removes the account's stack. If another stage uses it, CloudFormation refuses, and the stack stays. */
async function destroyAccount (stage: Stage, rest: string[]): Promise<void> {
  try {
    await cdk('destroy', stage, ['posthorn-account', '--force', '--exclusively', ...rest])
  } catch {
    say('Kept: the stack posthorn-account, because another stage writes its access log by it.')
  }
}

async function cdk (command: string, { name }: Stage, args: string[]): Promise<void> {
  const program = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk')
  const child = spawn(process.execPath, [program, command, '-c', `stage=${name}`, ...args], { stdio: 'inherit' })
  const code = await new Promise(resolve => child.once('exit', resolve))
  if (code !== 0) throw new Error(`cdk ${command} ended with ${code}.`)
}

function say (text: string): void {
  process.stdout.write(`${text}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exit(1)
})
