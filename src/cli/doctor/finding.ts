/** pass: as it should be; warn: works, but look at it; fail: does not work; skip: cannot be known from here. */
export type Verdict = 'pass' | 'warn' | 'fail' | 'skip'

/** What a check found, and, unless all is well, what to do about it. */
export interface Finding { check: string, verdict: Verdict, says: string, todo?: string }

/** Whether nothing failed. */
export const isHealthy = (findings: readonly Finding[]): boolean => findings.every(({ verdict }) => verdict !== 'fail')

/** Runs a check; an error of its own becomes a failed finding, so that one broken thing does not hide the others. */
export async function guarded (check: string, todo: string, run: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await run()
  } catch (error) {
    return [{ check, verdict: 'fail', says: reasonOf(error), todo }]
  }
}

/** Why something failed, in one line: the code of a connection, or the name and message of an error. */
export function reasonOf (error: unknown): string {
  const { name, message, cause, code } = error as Error & { code?: string }
  const inner = cause as { code?: string } | undefined
  const short = inner?.code ?? code
  if (name === 'TimeoutError') return 'no answer in time'
  return short ? `${message || name} (${short})` : [name === 'Error' ? '' : name, message].filter(Boolean).join(': ')
}

/** The median of the values; 0 when there are none. */
export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
