import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readMap, type ReadMap } from './read-map.js'

/**
 * From now on, stacks of errors name the places in the sources. Node's own way, `--enable-source-maps`, reads the map of every module
 * when it loads the module: a tenth of a start, and 10 MB. Here a map is read when an error of its module is shown.
 */
export function mapStacks (): void {
  Error.prepareStackTrace = (error, sites) => [titleOf(error), ...sites.map(site => `    at ${mapped(String(site))}`)].join('\n')
}

function titleOf (error: Error): string {
  try {
    return String(error)
  } catch {
    return 'Error'
  }
}

const PLACE = /(file:\/\/\S+?):(\d+):(\d+)/

const mapped = (site: string) => site.replace(PLACE, (whole, url: string, line: string, column: string) => {
  // Lines and columns of a map begin with 0.
  const entry = mapOf(fileURLToPath(url))?.findEntry(Number(line) - 1, Number(column) - 1)
  return entry && 'originalSource' in entry
    ? `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
    : whole
})

const maps = new Map<string, ReadMap | undefined>()

/** The map of a built file, whose sources are absolute paths; undefined if there is none beside it. */
export function mapOf (file: string): ReadMap | undefined {
  if (!maps.has(file)) maps.set(file, read(`${file}.map`))
  return maps.get(file)
}

function read (path: string): ReadMap | undefined {
  try {
    const { mappings, sources } = JSON.parse(readFileSync(path, 'utf8')) as { mappings: string, sources: string[] }
    return readMap(mappings, sources.map(source => resolve(dirname(path), source)))
  } catch {
    return undefined
  }
}
