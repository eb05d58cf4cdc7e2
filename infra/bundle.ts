import { cp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Metafile } from 'esbuild'

// ESM output lets a bundle await its start; packages in CommonJS still want their require.
const BANNER = "import { createRequire as createRequireOf } from 'node:module'; const require = createRequireOf(import.meta.url);"

/**
 * Bundles the Lambda functions into a folder: all they need, nothing they do not. What is loaded on demand, such as the
 * API's documentation, becomes a file of its own, and the documentation page's files lie beside it.
 */
export async function bundle (outdir: string): Promise<Metafile> {
  await rm(outdir, { recursive: true, force: true })
  const { metafile } = await build({
    entryPoints: ['src/lambda/http.ts'],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    banner: { js: BANNER },
    logLevel: 'warning'
  })
  const page = join(dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui')), 'static')
  await cp(page, join(outdir, 'swagger-ui'), { recursive: true, preserveTimestamps: true })
  return metafile
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundle('dist/lambda')
