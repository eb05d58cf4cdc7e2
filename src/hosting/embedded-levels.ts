import type { BatchLevel } from './embedded-indexes.js'

/** The store under one dynalite; its `open` waits for the opening that has begun, and throws why it failed. */
export interface OpenedLevel {
  open: () => Promise<void>
}

interface Closable {
  close: () => Promise<void>
  return?: () => Promise<void>
}

// The levels are transitive dependencies of dynalite without types here: this is what we use of them.
interface Level extends OpenedLevel, BatchLevel {
  keys (options?: object): Closable
  values (options?: object): Closable
}
// TypeScript demands exactly this shape of a mixin's base.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type LevelClass = new (...args: any[]) => Level

const CONTAINED = Symbol('contained')
let latest: OpenedLevel & BatchLevel | undefined

/**
 * Makes the storage classes that dynalite is about to load fit for a long-running process, and returns a function that
 * gives the store of the dynalite created last. dynalite ends a query by calling `return` of its iterator, which
 * abstract-level's key and value iterators do not have: unclosed, each leaks tens of kilobytes (dynalite 4.0.0).
 */
export function containLevels (requireOfDynalite: NodeJS.Require): () => OpenedLevel & BatchLevel {
  const disk = requireOfDynalite('level') as Record<'Level', LevelClass>
  const memory = requireOfDynalite('memory-level') as Record<'MemoryLevel', LevelClass>
  disk.Level = contained(disk.Level)
  memory.MemoryLevel = contained(memory.MemoryLevel)
  latest = undefined
  return () => {
    if (latest === undefined) throw new Error('dynalite was loaded before its storage could be contained')
    return latest
  }
}

function contained (Base: LevelClass): LevelClass {
  if (CONTAINED in Base) return Base
  return class extends Base {
    static readonly [CONTAINED] = true

    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    constructor (...args: any[]) {
      super(...args)

      latest = this
    }

    override keys (options?: object): Closable {
      return closedByReturn(super.keys(options))
    }

    override values (options?: object): Closable {
      return closedByReturn(super.values(options))
    }
  }
}

function closedByReturn (iterator: Closable): Closable {
  iterator.return = async () => { await iterator.close() }
  return iterator
}
