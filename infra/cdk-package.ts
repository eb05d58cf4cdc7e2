import { rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Metafile, Plugin } from 'esbuild'

// `npm run build:cdk` writes to dist what the package has for deployments: the functions, the commands, and the module posthorn/cdk.

const USAGE = 'npm run build:cdk\n\n  Writes the functions and what deploys them to dist/lambda and dist/cdk, for the package.\n'
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BANNER = "import { createRequire as createRequireOf } from 'node:module'; const require = createRequireOf(import.meta.url);"

// Only a clone bundles the functions and runs cdk-nag.
const ofClones: Plugin = {
  name: 'of-clones',
  setup ({ onResolve }) { onResolve({ filter: /^\.\/(?:bundle|checks)\.js$/ }, ({ path }) => ({ path, external: true })) }
}

/** Builds the commands and the module posthorn/cdk into a folder. Those who deploy install the CDK itself. */
export async function buildCdk (outdir: string): Promise<Metafile> {
  await rm(outdir, { recursive: true, force: true })
  const { build } = await import('esbuild')
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['infra/command.ts', 'infra/app.ts', 'infra/cdk.ts'],
    outbase: 'infra',
    outdir: resolve(outdir),
    // Beside the entries, since infra/place.ts finds the package by its own place.
    chunkNames: '[name]-[hash]',
    splitting: true,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    external: ['aws-cdk-lib', 'constructs'],
    plugins: [ofClones],
    banner: { js: BANNER },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning'
  })
  return metafile
}

async function buildAll (): Promise<void> {
  // Loaded when the command line has been read, so that --help is quick.
  const [{ bundle }, { licencesOf }] = await Promise.all([import('./bundle.js'), import('./licences.js')])
  const functions = await bundle('dist/lambda')
  const commands = await buildCdk('dist/cdk')
  await writeFile(join(ROOT, 'dist/cdk/LICENSES.txt'), await licencesOf([commands, ...Object.values(functions)]))
}

if (process.argv[1] === import.meta.filename) {
  const asksForHelp = process.argv.slice(2).some(arg => ['--help', '-h'].includes(arg))
  if (asksForHelp) process.stdout.write(USAGE)
  else await buildAll()
}
