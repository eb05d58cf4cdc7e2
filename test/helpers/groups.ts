import { readFileSync } from 'node:fs'
import { createRandom } from '../simulation/random.js'

// Which files of tests share a process: loading the modules and the first server of a process take two seconds of CPU, what
// follows a fraction of it.

/** The files of each of these folders run together, if they do not say otherwise. All others have a process each. */
const TOGETHER = [
  'aws', 'cli', 'delivery', 'dynamodb', 'e2e', 'hosting', 'http', 'infra', 'lib', 'models', 'openapi', 'plugins', 'repositories', 'routes',
  'rules', 'sdk', 'testing'
].map(name => `test/${name}/`)
/** A file of such a folder that changes what its process is (environment, clock, listeners, …) has this line, with the reason. */
const ALONE = /^\/\/ A process of its own: .+/m
const USUAL = 1
/** Of one process: more take longer to repeat, and leave less to do beside one another. */
const MOST = 8

/** Files that run in one process, in this order. The order of a group is another one for each seed but the usual. */
export function groupsOf (
  files: readonly string[], seed: number, read = (file: string): string => readFileSync(file, 'utf8')
): string[][] {
  const folderOf = (file: string) => ALONE.test(read(file)) ? undefined : TOGETHER.find(start => file.startsWith(start))
  const sharing = files.filter(file => folderOf(file) !== undefined)
  return [
    ...files.filter(file => folderOf(file) === undefined).map(file => [file]),
    ...TOGETHER.flatMap(folder => {
      const members = sharing.filter(file => folderOf(file) === folder)
      return inParts(seed === USUAL ? members : shuffled(members, seed))
    })
  ]
}

// Of nearly the same size.
function inParts (files: readonly string[]): string[][] {
  const count = Math.ceil(files.length / MOST)
  const begin = (part: number) => Math.floor(part * files.length / count)
  return Array.from({ length: count }, (_, part) => files.slice(begin(part), begin(part + 1)))
}

function shuffled<T> (values: readonly T[], seed: number): T[] {
  const random = createRandom(`order ${seed}`)
  return values.map(value => ({ value, place: random.next() })).sort((a, b) => a.place - b.place).map(({ value }) => value)
}
