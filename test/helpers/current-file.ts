import module, { syncBuiltinESMExports, type SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import { t as root } from 'tap'
import { mapOf, mapStacks } from '../../src/cli/shared/mapped-stacks.js'

// What `import t from 'tap'` is in a built test (`built.ts`): the root of the file that runs now. In a process of one file it
// is tap's own root. In a process of several (`several-files.ts`) each file has a root, so its teardown is the end of the file.

// Tap asks for the maps of the files in its own stacks. With `--enable-source-maps` each process would read hundreds of maps.
mapStacks()
module.findSourceMap = (path: string) => mapOf(path.startsWith('file:') ? fileURLToPath(path) : path) as SourceMap | undefined
syncBuiltinESMExports()

/** What a file of tests has as its `t`. */
export type Root = typeof root

let current: Root = root
const starts: Array<() => void> = []

/** From now on, `t` of all modules is the root of another file. */
export function enter (test: Root): void {
  current = test
  for (const start of starts) start()
}

/** Does it now, and before each further file of this process: for what a helper keeps, and a file expects to be new. */
export function forEachFile (start: () => void): void {
  starts.push(start)
  start()
}

const t = new Proxy({} as typeof root, {
  get (_, key) {
    const value: unknown = Reflect.get(current, key)
    return typeof value === 'function' ? value.bind(current) : value
  },
  set: (_, key, value) => Reflect.set(current, key, value)
})

export default t
export { t }
