import { cpus, loadavg } from 'node:os'
import { isKept, type Budget } from './budgets.js'
import type { Result } from './run.js'
import type { Spread } from './spread.js'

/** The machine on which the figures were taken, and its other load. */
export function machine (): string {
  return `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, load ${loadavg().map(one => one.toFixed(1)).join(' ')}`
}

/** The errors of a result: refused, lost or wrongly signed messages. */
export function problemsOf ({ accepted, refused, lost, signatures }: Result): string[] {
  return [
    ...Object.entries(refused).map(([status, count]) => `${count} refused (${status === '0' ? 'no answer' : status})`),
    ...(accepted === 0 ? ['none accepted'] : []),
    ...(lost.length > 0 ? [`${lost.length} lost, such as ${lost[0]}`] : []),
    ...(signatures.wrong > 0 ? [`${signatures.wrong} of ${signatures.checked} signatures are wrong`] : [])
  ]
}

export function describe (result: Result): string {
  const { target, plan, accepted, repeated, signatures, processes, diskPerMessage } = result
  const problems = problemsOf(result)
  const row = (name: string, text: string) => `  ${name.padEnd(26)} ${text}`
  const end = problems.length === 0 ? 'all arrived' : problems.join('; ')
  return [
    `${target}, ${plan.name}: ${accepted} messages, ${repeated} delivered again, ${signatures.checked} signatures checked; ${end}`,
    row('accepted, delivered', `${result.acceptedPerSecond.toFixed(0)}, ${result.deliveredPerSecond.toFixed(0)} a second`),
    row('call to 202', spread(result.accept)),
    row('202 to first byte', spread(result.afterAccept)),
    row('call to first byte', spread(result.delivery)),
    ...processes.flatMap(({ label, cpuPerMessage, peakMb, peakOwnMb, courseMb }) => [
      row(`CPU of ${label}`, `${cpuPerMessage.toFixed(3)} ms a message; ${(1000 / cpuPerMessage).toFixed(0)} a second for each core`),
      row(
        `memory of ${label}`,
        `${peakMb.toFixed(0)} MB at most, ${peakOwnMb.toFixed(0)} without mapped files, in time ${courseMb.map(mb => mb.toFixed(0)).join(' ')}`
      )
    ]),
    ...diskPerMessage === undefined
      ? []
      : [row(`disk of ${target}`, `${(diskPerMessage / 1000).toFixed(1)} KB a message, ${(diskPerMessage / 1000).toFixed(1)} GB a million`)],
    ''
  ].join('\n')
}

export function describeBudgets (budgets: readonly Budget[]): string {
  const rows = budgets.map(budget => {
    const { what, figure, limit, atLeast, unit } = budget
    const bound = `${atLeast ? 'at least' : 'at most '} ${String(limit).padEnd(5)} ${unit.padEnd(12)}`
    return `  ${what.padEnd(50)} ${figure.toFixed(2).padStart(8)}  ${bound}  ${isKept(budget) ? 'holds' : 'DOES NOT HOLD'}`
  })
  return ['Budgets', ...rows, ''].join('\n')
}

function spread ({ p50, p95, p99 }: Spread): string {
  return `p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)}, p99 ${p99.toFixed(1)} ms`
}
