import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'
import { FUNCTIONS, type FunctionName } from '../src/facts/functions.js'
import { dropNotes } from './notes.js'
import { bundlePortal } from './portal.js'
import { replaceModules, replacePackages, requireBuiltins } from './replacements.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

// In ESM output a bundle can await its start. Packages in CommonJS still need `require`.
const BANNER = "import{createRequire as createRequireOf}from'node:module';const require=createRequireOf(import.meta.url);"

/**
 * Bundles Lambda functions, each to `<name>/index.mjs` below `outdir`, with only the code that it needs. Code that is
 * loaded on demand, such as the API's documentation, is in separate files. Returns esbuild's metafile of each.
 */
export async function bundle (
  outdir: string,
  names: readonly FunctionName[] = FUNCTIONS
): Promise<Partial<Record<FunctionName, Metafile>>> {
  const made: Partial<Record<FunctionName, Metafile>> = {}
  for (const name of names) {
    if (existsSync(join(ROOT, sourceOf(name)))) made[name] = await bundleOne(name, resolve(outdir, name))
  }
  return made
}

async function bundleOne (name: FunctionName, outdir: string): Promise<Metafile> {
  const metafile = await bundleModule(sourceOf(name), outdir)
  if (name === 'http') await addPage(outdir)
  return metafile
}

/** What is replaced or left out in bundles of functions. */
export const PLUGINS: readonly Plugin[] = [dropNotes, replaceModules, replacePackages, requireBuiltins]

/** Bundles a module with everything that it needs to `index.mjs` and files beside it. Empties the folder first. */
export async function bundleModule (source: string, outdir: string, plugins = PLUGINS): Promise<Metafile> {
  await rm(outdir, { recursive: true, force: true })
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { index: source },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    target: 'node22',
    banner: { js: BANNER },
    legalComments: 'none',
    plugins: [...plugins],
    logLevel: 'warning'
  })
  await dropUnloaded(metafile)
  return metafile
}

/**
 * Removes the output files that no other output loads: esbuild writes a file for each `import()`, also when it has
 * removed the code with the import.
 */
async function dropUnloaded ({ outputs }: Metafile): Promise<void> {
  const loaded = new Set(Object.keys(outputs).filter(path => path.endsWith('/index.mjs')))
  for (const path of loaded) for (const { path: target, external } of outputs[path]!.imports) if (!external) loaded.add(target)
  for (const path of Object.keys(outputs).filter(path => !loaded.has(path))) {
    await rm(join(ROOT, path))
    Reflect.deleteProperty(outputs, path)
  }
}

const sourceOf = (name: FunctionName) => `src/lambda/${name}-function.ts`

// The files of the portal are beside the bundle; they are read only when a request asks for them.
const addPage = async (outdir: string) => { await bundlePortal(join(outdir, 'portal')) }
