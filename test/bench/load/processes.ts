import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import type { Watched } from './api.js'
import { until } from './clock.js'

const SAMPLE_MS = 250
const QUIET_MS = 300
const QUIET_WITHIN_MS = 10_000
const COURSE_POINTS = 6

/** The resources that a process with its children used. */
export interface Usage {
  label: string
  cpuMs: number
  /** Largest resident memory. */
  peakMb: number
  /** The part of it without the pages of mapped files, which the system can free. */
  peakOwnMb: number
  /** The same, averaged over each sixth of the time. */
  courseMb: number[]
}

export interface Watch {
  /** Resolves when the processes use no more CPU (under 20 ms in 300), at the latest after 10 s. */
  quiet: () => Promise<void>
  /** Starts the measurement; without this call it starts at the first moment. */
  begin: () => void
  end: () => Usage[]
}

interface Stat { parent: number, ticks: number }

/** Reads CPU (utime and stime) and memory (VmRSS) from /proc: on Linux only. */
export function watch (processes: readonly Watched[]): Watch {
  const msOfTick = processes.length === 0 ? 0 : 1000 / Number(execFileSync('getconf', ['CLK_TCK']))
  const cpu = () => processes.map(({ pid }) => cpuTicks(pid) * msOfTick)
  const sizes: number[][] = processes.map(() => [])
  const ownSizes: number[][] = processes.map(() => [])
  const sample = () => {
    for (const [index, { pid }] of processes.entries()) {
      sizes[index]!.push(megabytes(pid, 'VmRSS'))
      ownSizes[index]!.push(megabytes(pid, 'RssAnon'))
    }
  }
  let before = cpu()
  sample()
  const sampling = setInterval(sample, SAMPLE_MS)
  return {
    async quiet () {
      if (processes.length === 0) return
      let last = Number.NEGATIVE_INFINITY
      const isQuiet = () => {
        const [previous, current] = [last, sum(cpu())]
        last = current
        return current - previous < 20
      }
      await until(isQuiet, QUIET_WITHIN_MS, QUIET_MS)
    },
    begin () { before = cpu() },
    end () {
      clearInterval(sampling)
      sample()
      const after = cpu()
      return processes.map(({ label }, index) => ({
        label,
        cpuMs: after[index]! - before[index]!,
        peakMb: Math.max(...sizes[index]!),
        peakOwnMb: Math.max(...ownSizes[index]!),
        courseMb: courseOf(ownSizes[index]!)
      }))
    }
  }
}

/** CPU of the process, of its living descendants, and of ended ones that were waited for. */
function cpuTicks (pid: number): number {
  return sum(family(pid).map(([, { ticks }]) => ticks))
}

function megabytes (pid: number, field: 'VmRSS' | 'RssAnon'): number {
  return sum(family(pid).map(([one]) => Number(read(`/proc/${one}/status`).split(`${field}:`)[1]?.trimStart().split(' ')[0] ?? 0))) / 1024
}

function family (pid: number): Array<[number, Stat]> {
  const all = new Map(readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(name => [Number(name), statOf(Number(name))] as const))
  const own = all.get(pid)
  if (!own) throw new Error(`Process ${pid} is not there (any more).`)
  const found: Array<[number, Stat]> = [[pid, own]]
  for (const [member] of found) found.push(...[...all].filter(([, { parent }]) => parent === member))
  return found
}

// The name of a process is in parentheses and may contain spaces; the fields behind it are counted from there.
function statOf (pid: number): Stat {
  const text = read(`/proc/${pid}/stat`)
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number)
  return { parent: fields[1] ?? 0, ticks: sum(fields.slice(11, 15)) || 0 }
}

function read (path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function courseOf (sizes: readonly number[]): number[] {
  const points = Math.min(COURSE_POINTS, sizes.length)
  return Array.from({ length: points }, (_, at) => {
    const part = sizes.slice(Math.floor(at * sizes.length / points), Math.floor((at + 1) * sizes.length / points))
    return sum(part) / part.length
  })
}

function sum (values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
