import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

/** The folder of the built files of a run. `typescript.js` knows it as well, and leaves such files alone. */
const FOLDER = '.cache/tests'

/** The program of a process of several files. */
export const SEVERAL = 'test/helpers/several-files.ts'
const CURRENT = resolve('test/helpers/current-file.ts')

const META = ['import', 'meta'].join('.')

// A file that a test finds by its own place is beside its source. A module of src finds it in a bundle, as in the product's build.
const placed = (code: string, path: string) => code
  // Its name in two parts: a build of this module must not replace it here.
  .replaceAll(`${META}.dirname`, JSON.stringify(dirname(path)))
  .replaceAll(`${META}.filename`, JSON.stringify(path))
  // Not if it is part of a text, as in the banner of infra/bundle.ts.
  .replace(/import\.meta\.url(?!\);")/g, JSON.stringify(pathToFileURL(path).href))

// Before code that loads sources by their paths while it runs.
const LOADER = `import { register as loadTypescript } from 'node:module'; loadTypescript(${JSON.stringify(
  pathToFileURL(resolve('test/helpers/typescript-hooks.js')).href
)}); `

const places: Plugin = {
  name: 'places',
  setup ({ onLoad, onResolve }) {
    onResolve({ filter: /^tap$/ }, ({ importer }) => importer === CURRENT || importer === resolve(SEVERAL) ? undefined : { path: CURRENT })
    // Modules that are preloaded into the process exist once.
    onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ path, resolveDir }) => {
      const full = join(resolveDir, path)
      return full.startsWith(resolve('test/helpers')) && /\/(seeded|no-domains|typescript|usage)\.js$/.test(full)
        ? {
            path: pathToFileURL(full).href, external: true
          }
        : undefined
    })
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.startsWith(join(resolve('src'), '/'))) return undefined
      const code = readFileSync(path, 'utf8')
      const contents = path.endsWith('/infra/replacements.ts') ? LOADER + placed(code, path) : placed(code, path)
      return contents === code ? undefined : { contents, loader: 'ts' }
    })
  }
}

export interface Built { folder: string, pathOf: (file: string) => string, remove: () => void }

/**
 * Builds all files of a run at once, with shared chunks: otherwise each process would find, read and transform some three
 * hundred modules, two seconds of CPU. Rejects with esbuild's errors if a file is not TypeScript.
 */
export async function buildTests (files: readonly string[]): Promise<Built> {
  mkdirSync(FOLDER, { recursive: true })
  const outdir = join(FOLDER, String(process.pid))
  await build({
    entryPoints: [...files, SEVERAL],
    outdir,
    outbase: '.',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'silent',
    plugins: [places]
  })
  return {
    folder: outdir,
    pathOf: file => join(outdir, relative('.', file).replace(/\.ts$/, '.mjs')),
    remove: () => rmSync(outdir, { recursive: true, force: true })
  }
}
