import { createRequire, register } from 'node:module'
import { resolve } from 'node:path'

// Preloaded into every test process (the `tap` settings in package.json): TypeScript through esbuild
// instead of tap's ts-node, which takes 0.6 s a test file to load the compiler. Works without tap too:
// `node --import ./test/helpers/typescript.js src/server.ts`.

// What `npm test` built (`built.ts`) needs no loader; tap names a file by its source.
const built = /\/\.cache\/tests\/\d+\/(.+)\.mjs$/.exec(process.argv[1] ?? '')
if (built) {
  process.argv[1] = resolve(`${built[1]}.ts`)
} else {
  try {
    createRequire(import.meta.url).resolve('esbuild')
  } catch {
    process.stderr.write('The packages of this clone are not installed. Run this first: npm install\n')
    process.exit(1)
  }
  register('./typescript-hooks.js', import.meta.url)
}
