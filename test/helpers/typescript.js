import { register } from 'node:module'

// Preloaded into every test process (the `tap` settings in package.json): TypeScript through esbuild
// instead of tap's ts-node, which takes 0.6 s a test file to load the compiler. Works without tap too:
// `node --import ./test/helpers/typescript.js src/server.ts`.
register('./typescript-hooks.js', import.meta.url)
