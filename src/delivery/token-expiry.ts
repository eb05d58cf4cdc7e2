import type { Application } from '../repositories/applications.js'

/** Whether a portal token issued at a time (Unix ms) has been ended (authentication.expireAll). */
export const isTokenExpired = ({ tokenExpiries = [] }: Pick<Application, 'tokenExpiries'>, issuedAt: number, now: number): boolean =>
  tokenExpiries.some(({ issuedUpTo, at }) => at <= now && issuedAt <= issuedUpTo)
