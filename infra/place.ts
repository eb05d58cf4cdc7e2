import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = fileURLToPath(new URL('.', import.meta.url))

/** Whether this code runs from a clone, and not from the built package (dist/cdk). Only a clone can bundle the functions. */
export const isClone = existsSync(join(HERE, 'bundle.ts'))

const ROOT = join(HERE, isClone ? '..' : '../..')

/** The folder of the bundled functions. */
export const BUNDLES = join(ROOT, 'dist/lambda')

/** The program that the CDK runs, as its option `--app` takes it. */
export const APP = isClone
  ? 'node --import ./test/helpers/typescript.js infra/app.ts'
  : [process.execPath, join(ROOT, 'dist/cdk/app.js')].map(path => path.includes(' ') ? `"${path}"` : path).join(' ')

/** How a command is written: `npm run deploy --` in a clone, `npx posthorn deploy` with the package. */
export const commandLine = (command: string) => isClone ? `npm run ${command} --` : `npx posthorn ${command}`
