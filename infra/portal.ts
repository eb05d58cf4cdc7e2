import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build, type Metafile } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FOLDER = 'src/portal'
/** The portal's page is written last, so that a server that finds it also finds all files. */
const PAGES = { console: 'console.html', portal: 'portal.html' } as const
const compress = { br: promisify(brotliCompress), gz: promisify(gzip) }

/**
 * Builds portal and console into `outdir`: files with a hash in their names, each also as .br and .gz, and the two pages, which
 * link to them with relative URLs. Code that both need is in files that both load. Returns esbuild's metafile.
 */
export async function bundlePortal (outdir: string): Promise<Metafile> {
  await mkdir(outdir, { recursive: true })
  const { metafile, outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: {
      portal: `${FOLDER}/main.tsx`,
      console: `${FOLDER}/console.tsx`,
      'portal-styles': `${FOLDER}/styles/portal.css`,
      'console-styles': `${FOLDER}/styles/console.css`
    },
    outdir: resolve(outdir),
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning'
  })
  await Promise.all(outputFiles.map(async ({ path, contents }) => await writeCompressed(path, contents)))
  const named = (start: RegExp) => basename(outputFiles.find(({ path }) => start.test(basename(path)))!.path)
  for (const [name, file] of Object.entries(PAGES)) {
    const template = await readFile(join(ROOT, FOLDER, file), 'utf8')
    const script = named(new RegExp(`^${name}-.*\\.js$`))
    const values = { script, styles: named(new RegExp(`^${name}-styles-`)) }
    const page = template.replace(/\{(\w+)\}/g, (all, key: string) => key in values ? values[key as keyof typeof values] : all)
      // Asked for at once, and not when the script is there.
      .replace(/( *)<script type="module" src="(.*?)[^/"]+">/, (tag, space: string, place: string) =>
        [...firstOf(metafile, script).slice(1).map(one => `${space}<link rel="modulepreload" href="${place}${one}">`), tag].join('\n'))
    await writeFile(join(outdir, `${file}.new`), page)
    await rename(join(outdir, `${file}.new`), join(outdir, file))
  }
  return metafile
}

/** The scripts that a page needs to begin, its own first. */
export function firstOf ({ outputs }: Metafile, script: string): string[] {
  const found = [Object.keys(outputs).find(path => basename(path) === script)!]
  for (const path of found) {
    const needed = outputs[path]!.imports.filter(({ kind }) => kind === 'import-statement').map(one => one.path)
    found.push(...needed.filter(one => !found.includes(one)))
  }
  return found.map(path => basename(path))
}

async function writeCompressed (path: string, contents: Uint8Array): Promise<void> {
  const [br, gz] = await Promise.all([
    compress.br(contents, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: contents.length } }),
    compress.gz(contents, { level: 9 })
  ])
  await Promise.all([writeFile(path, contents), writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)])
}

if (process.argv[1] === import.meta.filename) {
  const asksHelp = process.argv.slice(2).some(arg => arg === '--help' || arg === '-h')
  if (asksHelp) process.stdout.write('npm run build:portal\n\n  Writes portal and console to dist/portal.\n')
  else {
    await rm('dist/portal', { recursive: true, force: true })
    await bundlePortal('dist/portal')
  }
}
