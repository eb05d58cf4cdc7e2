import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'

const isOurs = (url) => url?.startsWith('file:') && !url.includes('/node_modules/')

/** Resolves a relative `./name.js` to `./name.ts` or `./name.tsx` when there is one, as the compiler does. */
export async function resolve (specifier, context, nextResolve) {
  if (!/^\.\.?\/.*\.js$/.test(specifier) || !isOurs(context.parentURL)) return nextResolve(specifier, context)
  try {
    return await nextResolve(specifier.replace(/\.js$/, '.ts'), context)
  } catch (error) {
    // In a worker thread tap's loader comes in between, whose errors lose their code.
    if (error.code !== 'ERR_MODULE_NOT_FOUND' && !error.message.startsWith('Cannot find module')) throw error
    return await nextResolve(specifier.replace(/\.js$/, '.tsx'), context).catch(() => nextResolve(specifier, context))
  }
}

/** Removes the types from a `.ts` or `.tsx` module, keeping line numbers by an inline source map; throws esbuild's error with the place. */
export async function load (url, context, nextLoad) {
  if (!isOurs(url) || !/\.tsx?(\?.*)?$/.test(url)) return nextLoad(url, context)
  const path = fileURLToPath(url)
  const { code } = await transform(await readFile(path, 'utf8'), {
    loader: path.endsWith('x') ? 'tsx' : 'ts', jsx: 'automatic', jsxImportSource: 'preact', format: 'esm', target: 'node20.19', sourcefile: path, sourcemap: 'inline', sourcesContent: false
  })
  return { format: 'module', source: code, shortCircuit: true }
}
