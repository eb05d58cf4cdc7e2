/** A retry schedule in seconds, as the API answers it; stored in ms. */
export const inSeconds = (scheduleMs: readonly number[]): number[] => scheduleMs.map(wait => wait / 1000)
