/** An answer that is not a success, in the contract's standard form `{code, detail}`. */
export class ApiError extends Error {
  constructor (readonly statusCode: number, readonly code: string, detail: string, readonly headers: Record<string, string> = {}) {
    super(detail)
  }
}

/** A 401. All callers get the same text (contract 1.2). The log has the reason, without any part of the token. */
export class Unauthenticated extends ApiError {
  constructor (readonly reason: string, detail: string) {
    super(401, 'authentication_failed', detail)
  }
}

export interface Violation { loc: string[], msg: string, type: string }

/** A 422 in the contract's form `{detail: [{loc, msg, type}]}`. */
export class ValidationError extends Error {
  readonly statusCode = 422
  constructor (readonly violations: readonly Violation[]) {
    super(violations.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '))
  }
}

/** A 422 for one field; `loc` is its location, from `body`, `query` or `path` on. */
export const invalid = (loc: string[], msg: string, type = 'value_error') => new ValidationError([{ loc, msg, type }])

/** A 404: the object does not exist, or is not visible to the caller. */
export const notFound = (what = 'Entity') => new ApiError(404, 'not_found', `${what} not found`)
/** A 409: a uid or eventId is taken. */
export const conflict = (detail: string) => new ApiError(409, 'conflict', detail)
/** A 400: a query parameter cannot be read. */
export const badQuery = (detail: string) => new ApiError(400, 'generic_error', detail)
/** A 401. The log gets the reason; the caller gets `detail` only (contract 1.2). */
export const unauthenticated = (reason: string, detail = 'Invalid token') => new Unauthenticated(reason, detail)
/** A 403: a portal token on an operation for organizations. */
export const forbidden = () =>
  new ApiError(403, 'insufficient access', 'This operation needs an organization token; portal tokens may not use it.')
/** A 400: the payload expired or was expunged, so the message cannot be sent again. */
export const missingPayload = () => new ApiError(400, 'missing_payload', 'The payload of this message is gone: it expired or was expunged.')
/** A 429: the application may have no more messages accepted for these seconds. */
export const tooMany = (seconds: number) =>
  new ApiError(429, 'too_many_requests', 'The acceptRate of this application is used up.', { 'retry-after': String(seconds) })
/** A 503 with `Retry-After: 1`: the caller can repeat the request. */
export const unavailable = (detail = 'The database does not answer; try again shortly.') =>
  new ApiError(503, 'service_unavailable', detail, { 'retry-after': '1' })
