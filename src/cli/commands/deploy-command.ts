import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../shared/cli-failure.js'
import { newCommand } from '../shared/new-command.js'

const NOTES = ['A deployment needs a clone of the repository with its packages installed, and credentials of AWS; the package does\n' +
  'not carry what only a deployment needs.']

/** `posthorn deploy`. */
export const deployCommand = () => infraCommand('deploy', 'Deploy a stage to AWS.', [
  ['deploy --stage dev', 'the stage dev of infra/stages.ts'],
  ['deploy --stage prod --profile company', 'with a profile of AWS credentials']
])

/** `posthorn destroy`. */
export const destroyCommand = () => infraCommand('destroy', 'Take a stage in AWS away, after a question.', [
  ['destroy --stage dev', 'with all its data, where the stage does not keep them']
])

function infraCommand (name: 'deploy' | 'destroy', says: string, examples: ReadonlyArray<readonly [string, string]>) {
  return newCommand(name, { says, group: 'Deployment', examples, notes: NOTES })
    .option('--stage <name>', 'a stage of infra/stages.ts', 'dev')
    .option('--profile <name>', 'the profile of AWS credentials')
    .argument('[options...]', 'what the CDK takes, after --')
    .action(async (rest, { stage, profile }) => {
      const root = cloneRoot()
      if (root === undefined) {
        throw new Failure(`posthorn ${name} needs a clone of Posthorn's repository: clone it, run npm install there, then ` +
          `npm run ${name} -- --stage ${stage}.`)
      }
      const args = ['run', '--silent', name, '--', '--stage', stage, ...(profile === undefined ? [] : ['--profile', profile]), ...rest]
      const child = spawn('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
      process.exitCode = await new Promise<number>(resolve => {
        child.once('exit', code => resolve(code ?? 1))
        child.once('error', () => resolve(1))
      })
    })
}

/** The clone that this program was built in; undefined in a package. */
function cloneRoot (): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    if (existsSync(join(folder, 'infra/command.ts'))) return folder
    const above = dirname(folder)
    if (above === folder) return undefined
    folder = above
  }
}
