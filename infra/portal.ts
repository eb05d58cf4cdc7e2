import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build, type Metafile } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FOLDER = 'src/portal'
/** The page is written last, so that a server that finds it also finds all its files. */
const PAGE = 'portal.html'
const compress = { br: promisify(brotliCompress), gz: promisify(gzip) }

/**
 * Builds the portal into `outdir`: files with a hash in their names, each also as .br and .gz, and the page, which
 * links to them with relative URLs. Returns esbuild's metafile.
 */
export async function bundlePortal (outdir: string): Promise<Metafile> {
  await mkdir(outdir, { recursive: true })
  const { metafile, outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { portal: `${FOLDER}/main.tsx`, styles: `${FOLDER}/styles/portal.css` },
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
  const named = (start: string) => basename(outputFiles.find(({ path }) => basename(path).startsWith(start))!.path)
  const template = await readFile(join(ROOT, FOLDER, 'page.html'), 'utf8')
  const page = template.replace('{script}', named('portal-')).replace('{styles}', named('styles-'))
  await writeFile(join(outdir, `${PAGE}.new`), page)
  await rename(join(outdir, `${PAGE}.new`), join(outdir, PAGE))
  return metafile
}

async function writeCompressed (path: string, contents: Uint8Array): Promise<void> {
  const [br, gz] = await Promise.all([
    compress.br(contents, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: contents.length } }),
    compress.gz(contents, { level: 9 })
  ])
  await Promise.all([writeFile(path, contents), writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)])
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const asksHelp = process.argv.slice(2).some(arg => arg === '--help' || arg === '-h')
  if (asksHelp) process.stdout.write('npm run build:portal\n\n  Writes the portal to dist/portal.\n')
  else {
    await rm('dist/portal', { recursive: true, force: true })
    await bundlePortal('dist/portal')
  }
}
