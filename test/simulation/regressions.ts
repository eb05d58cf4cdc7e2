/**
 * Seeds that found a bug in the engine. A seed stands for the same story only as long as the plans are made in the same
 * way, so each bug that can come back has a broken variant as well.
 *
 * - 36, 295: the patience with a database that is away outlasted the claim, and the request was sent all the same
 */
export const regressions = [36, 295]
