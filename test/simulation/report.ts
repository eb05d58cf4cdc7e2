import type { Counts, Result } from './run.js'

/** The sums of all simulations so far. */
export interface Totals extends Counts { seeds: number, violated: number }

export const noTotals = (): Totals =>
  ({ seeds: 0, violated: 0, messages: 0, attempts: 0, deliveries: 0, crashes: 0, faults: 0, steps: 0, hours: 0 })

export function add (totals: Totals, { counts, violations }: Pick<Result, 'counts' | 'violations'>): void {
  totals.seeds++
  if (violations.length > 0) totals.violated++
  for (const [name, count] of Object.entries(counts)) totals[name as keyof Counts] += count
}

const number = (value: number) => Math.round(value).toLocaleString('en-US').replaceAll(',', ' ')

/** The summary: a line for each figure. */
export function summary (totals: Totals, seconds: number): string {
  const rows: Array<[string, number]> = [
    ['seeds', totals.seeds], ['messages', totals.messages], ['deliveries', totals.deliveries], ['attempts', totals.attempts],
    ['process ends', totals.crashes],
    ['faults injected', totals.faults], ['simulated hours', totals.hours], ['seeds with violations', totals.violated],
    ['seeds a second', totals.seeds / seconds]
  ]
  return rows.map(([name, value]) => `${name.padEnd(22)} ${number(value).padStart(12)}`).join('\n')
}

/** Progress in one line: a bar on a terminal, plain words elsewhere. */
export function progress (totals: Totals, wanted: number, { seconds, isTerminal }: { seconds: number, isTerminal: boolean }): string {
  const share = totals.seeds / wanted
  const words =
    `${number(totals.seeds)} of ${number(wanted)} seeds, ${totals.violated} with violations, ${number(totals.seeds / seconds)} a second`
  const width = 30
  const filled = Math.round(share * width)
  return isTerminal ? `\r${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${words}\u001B[K` : words
}

const LINES = 40

/** The engines and their simulation, which take seconds to load: a command that finds no violation needs them in its workers only. */
export const engines = async () => ({ ...await import('./broken/index.js'), ...await import('./run.js') })

/** A violation: its seed, its invariant, the events before it and how to repeat it. */
export async function describe (seed: number, broken?: string): Promise<string> {
  const { optionsOf, simulate } = await engines()
  const { violations, trace } = await simulate(seed, { ...optionsOf(broken), keepsTrace: true })
  const told = violations.slice(0, 5).map(({ invariant, text }) => `  ${invariant}: ${text}`)
  const [first] = violations
  return [
    `Seed ${seed} violates ${violations.length} time(s):`, ...told, '', 'What led to the first:', ...relevant(trace, first?.text ?? ''), '',
    `To see it again: npm run simulate -- --seed ${seed}${broken === undefined ? '' : ` --broken '${broken}'`}`, ''
  ].join('\n')
}

/** The lines of a trace about the message of a violation, and about starts and ends of processes. */
function relevant (trace: string[], text: string): string[] {
  const end = trace.findIndex(line => line.includes('VIOLATION'))
  const before = trace.slice(0, end < 0 ? undefined : end + 1)
  const message = /msg_\w+/.exec(text)?.[0]
  const lines = message === undefined
    ? before
    : before.filter(line =>
      line.includes(message) || /(starts|stops|stopping|crashes|VIOLATION)/.test(line))
  return lines.slice(-LINES).map(line => line.slice(0, 300))
}
