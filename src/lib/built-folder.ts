import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder of this name that holds the file: beside the module (a bundle of a function has it there), or in a folder above it or in
 * the `dist` of one (the package, a clone). Undefined when there is none. `module` is the URL of the module that asks.
 */
export function builtFolder (module: string, name: string, file: string): string | undefined {
  let folder = dirname(fileURLToPath(module))
  for (;;) {
    const found = [join(folder, name), join(folder, 'dist', name)].find(one => isBuilt(one, file))
    if (found !== undefined) return found
    const above = dirname(folder)
    if (above === folder) return undefined
    folder = above
  }
}

// A folder of sources, which has a README, is not built, whatever its files are named.
const isBuilt = (folder: string, file: string) => existsSync(join(folder, file)) && !existsSync(join(folder, 'README.md'))
