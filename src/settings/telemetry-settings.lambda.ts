/** Functions have no OpenTelemetry. */
export const telemetrySettings = {}

export const telemetryProblems = (): never[] => []
