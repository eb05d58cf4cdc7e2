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

export const notFound = (what = 'Entity') => new ApiError(404, 'not_found', `${what} not found`)
export const conflict = (detail: string) => new ApiError(409, 'conflict', detail)
export const badQuery = (detail: string) => new ApiError(400, 'generic_error', detail)
export const unauthenticated = (reason: string, detail = 'Invalid token') => new Unauthenticated(reason, detail)
export const forbidden = () =>
  new ApiError(403, 'insufficient access', 'This operation needs an organization token; portal tokens may not use it.')
export const missingPayload = () => new ApiError(400, 'missing_payload', 'The payload of this message is gone: it expired or was expunged.')
export const unavailable = (detail = 'The database does not answer; try again shortly.') =>
  new ApiError(503, 'service_unavailable', detail, { 'retry-after': '1' })
