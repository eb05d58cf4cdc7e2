/** Percentiles of durations, ms. `NaN` for an empty list. */
export interface Spread { p50: number, p95: number, p99: number }

export function spreadOf (values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}
