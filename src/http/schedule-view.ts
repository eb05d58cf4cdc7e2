/** A retry schedule, kept in ms, as the API answers it. */
export const inSeconds = (scheduleMs: number[]): number[] => scheduleMs.map(wait => wait / 1000)
