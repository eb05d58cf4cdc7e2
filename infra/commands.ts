import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild'
import { licencesOf } from './licences.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

// A package in CommonJS still wants its require.
const BANNER = "import { createRequire as createRequireOf } from 'node:module'; const require = createRequireOf(import.meta.url);"
/** What is not carried along: lmdb has binaries for each platform, and few servers need OpenTelemetry. */
const EXTERNAL = ['lmdb', '@opentelemetry/sdk-node']
const LICENCES = 'LICENSES.txt'
const USAGE = 'npm run build:code\n\n  Writes the program posthorn and the modules posthorn/models and posthorn/testing to dist.\n'

// The whole of undici also has fetch, caches, mocks and WebSockets: 36 ms of CPU of each start that sends something, and 600 KB.
const UNDICI = { Agent: 'dispatcher/agent', Pool: 'dispatcher/pool', buildConnector: 'core/connect', errors: 'core/errors' }
const smallUndici: Plugin = {
  name: 'small-undici',
  setup ({ onResolve, onLoad }) {
    onResolve({ filter: /^undici$/ }, ({ path, resolveDir }) => ({ path, namespace: 'small', pluginData: resolveDir }))
    onLoad({ filter: /.*/, namespace: 'small' }, ({ pluginData }) => ({
      contents: Object.entries(UNDICI).map(([name, part]) => `export { default as ${name} } from 'undici/lib/${part}.js'\n`).join(''),
      resolveDir: pluginData as string
    }))
  }
}

const COMMON = {
  absWorkingDir: ROOT,
  outbase: 'src',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  logLevel: 'warning'
} as const satisfies BuildOptions

/**
 * Builds the program `posthorn` into `<outdir>/cli`, the module `posthorn/testing` into `<outdir>/testing`, which shares its parts, and
 * the module `posthorn/models` into `<outdir>/models`. `packages: 'inside'` is what is shipped: the program carries all packages but
 * lmdb, with their licences. `'outside'` loads them from node_modules: quicker to make, for tests.
 */
export async function buildCommands (outdir: string, packages: 'inside' | 'outside'): Promise<void> {
  // No file of an earlier build stays; what lies beside is not touched.
  for (const folder of ['cli', 'models', 'testing']) await rm(join(outdir, folder), { recursive: true, force: true })
  const isInside = packages === 'inside'
  const { metafile } = await build({
    ...COMMON,
    entryPoints: ['src/cli/posthorn.ts', 'src/testing/start-posthorn.ts'],
    outdir: resolve(outdir),
    chunkNames: 'cli/chunks/[name]-[hash]',
    splitting: true,
    metafile: true,
    sourcesContent: false,
    ...isInside
      ? { mainFields: ['module', 'main'], external: EXTERNAL, banner: { js: BANNER }, legalComments: 'none', plugins: [smallUndici] }
      : { packages: 'external' }
  })
  await chmod(join(outdir, 'cli/posthorn.js'), 0o755)
  // It works on the Dynamoose of the script that loads it.
  await build({ ...COMMON, entryPoints: ['src/models/exported-models.ts'], outdir: resolve(outdir), packages: 'external' })
  if (isInside) await addFiles(outdir, metafile)
}

async function addFiles (outdir: string, metafile: Metafile): Promise<void> {
  await mkdir(outdir, { recursive: true })
  await writeFile(join(outdir, LICENCES), await licencesOf([metafile], PORTAL.map(name => join(ROOT, 'node_modules', name))))
}

// The portal is bundled apart, infra/portal.ts.
const PORTAL = ['preact', '@preact/signals', '@preact/signals-core']

if (process.argv[1] === import.meta.filename) {
  const asksForHelp = process.argv.slice(2).some(arg => ['--help', '-h'].includes(arg))
  if (asksForHelp) process.stdout.write(USAGE)
  else await buildCommands('dist', 'inside')
}
