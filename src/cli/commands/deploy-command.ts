import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../shared/cli-failure.js'
import { newCommand } from '../shared/new-command.js'

const notesOf = (name: Name) => [
  'It needs the AWS CDK (npm install --save-dev aws-cdk aws-cdk-lib constructs)' +
  `${name === 'synth' ? ', and no' : ' and'} credentials of AWS.\n` +
  'The stages dev, small and prod exist; posthorn.config.ts in this folder defines others: docs/deployment.md.'
]

type Name = 'bootstrap' | 'synth' | 'diff' | 'deploy' | 'destroy'

/** `posthorn bootstrap`. */
export const bootstrapCommand = () => infraCommand('bootstrap', 'Prepare an AWS account and region for deployments, once.', [
  ['bootstrap --profile company', 'before the first deployment']
])

/** `posthorn synth`. */
export const synthCommand = () => infraCommand('synth', 'Check a stage and write its CloudFormation templates to cdk.out.', [
  ['synth --stage prod', 'needs no AWS account']
])

/** `posthorn diff`. */
export const diffCommand = () => infraCommand('diff', 'Show what a deployment would change in AWS.', [
  ['diff --stage prod', 'compares with what is deployed']
])

/** `posthorn deploy`. */
export const deployCommand = () => infraCommand('deploy', 'Deploy a stage to AWS.', [
  ['deploy --stage dev', 'the stage dev'],
  ['deploy --stage prod --profile company', 'with a profile of AWS credentials'],
  ['deploy --stage eu --yes', 'a stage of posthorn.config.ts, without questions of the CDK']
])

/** `posthorn destroy`. */
export const destroyCommand = () => infraCommand('destroy', 'Delete a stage from AWS. It asks first.', [
  ['destroy --stage dev', 'and its data, unless the stage is set to keep them'],
  ['destroy --stage dev --yes', 'without the question, as in a script']
])

function infraCommand (name: Name, says: string, examples: ReadonlyArray<readonly [string, string]>) {
  const command = newCommand(name, { says, group: 'Deployment', examples, notes: notesOf(name) })
    .option('--stage <name>', 'dev, small, prod, or a stage of the stage file', 'dev')
    .option('--config <file>', 'the stage file; default: posthorn.config.ts in this folder, if there is one')
    .option('--profile <name>', 'the profile of AWS credentials')
  if (name === 'deploy' || name === 'destroy') command.option('--yes', 'ask nothing; needed where there is no terminal')
  return command
    .argument('[options...]', 'options for the CDK, after --')
    .action(async (rest, { stage, config, profile }) => {
      const given = { config: config === undefined ? undefined : resolve(config), profile }
      const options = Object.entries(given).flatMap(([option, value]) => value === undefined ? [] : [`--${option}`, value])
      process.exitCode = await run(name, ['--stage', stage, ...options, ...(command.getOptionValue('yes') ? ['--yes'] : []), ...rest])
    })
}

async function run (name: Name, args: string[]): Promise<number> {
  const clone = above('infra/command.ts')
  const built = above('cdk/command.js')
  if (clone === undefined && built === undefined) throw new Failure('The files for deployments are not there. Build them: npm run build')
  const child = clone === undefined
    ? spawn(process.execPath, [join(built!, 'cdk/command.js'), name, ...args], { stdio: 'inherit' })
    // The clone may be linked into the folder of a project, whose stage file it is about.
    : spawn('npm', ['run', '--silent', name, '--', '--folder', process.cwd(), ...args], {
      cwd: clone,
      stdio: 'inherit',
      shell: process.platform === 'win32'
    })
  return await new Promise<number>(resolve => {
    child.once('exit', code => resolve(code ?? 1))
    child.once('error', () => resolve(1))
  })
}

/** The nearest folder above this program that has a file; undefined when there is none. */
function above (file: string): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    if (existsSync(join(folder, file))) return folder
    const parent = dirname(folder)
    if (parent === folder) return undefined
    folder = parent
  }
}
