import type { Application } from '../repositories/applications.js'

/**
 * Why a portal token of this application, issued at a time (Unix ms), is no good any more: the application is gone, or has
 * ended the token (authentication.expireAll). undefined: it is good.
 */
export function portalRefusal (application: Pick<Application, 'tokenExpiries'> | undefined, issuedAt: number, now: number): string | undefined {
  if (!application) return 'application deleted'
  const isEnded = application.tokenExpiries?.some(({ issuedUpTo, at }) => at <= now && issuedAt <= issuedUpTo)
  return isEnded ? 'ended by expire-all' : undefined
}
