type Work<T> = (span: undefined) => Promise<T>

/** Functions have no OpenTelemetry: the work is only run. */
export const traced = async <T>(_engine: unknown, _begin: unknown, work: Work<T>): Promise<T> => await work(undefined)
