import { isIP } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../errors.js'

// Names that no stranger can make resolve to this machine: they are in no public DNS.
const PRIVATE_NAME = /^[\w-]+$|\.(?:internal|local|lan|home\.arpa|svc|localhost)$/

/**
 * An `onRequest` hook for pages that ask for no token. The API lets pages of other sites in because a token guards it; here
 * they get nothing, also not by a name of theirs that resolves to this machine. A page that several machines look at
 * (`isShared`) may be asked for by a private name or the one of the public URL as well.
 */
export function localOnly ({ isShared }: { isShared: boolean }) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.removeHeader('access-control-allow-origin')
    const { publicUrl } = request.server.engine.config
    const isNamed = isShared &&
      (PRIVATE_NAME.test(request.hostname) || (publicUrl !== undefined && new URL(publicUrl).hostname === request.hostname))
    if (!isNamed && !isAddress(request.hostname)) {
      throw refused(isShared ? 'an IP address, a private name or the one of POSTHORN_PUBLIC_URL' : 'localhost or an IP address')
    }
    const { origin } = request.headers
    if (origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === request.host)) {
      throw refused('the same site, not by a page of another one')
    }
  }
}

const isAddress = (hostname: string) => hostname === 'localhost' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0

const refused = (by: string) => new ApiError(404, 'not_found', `Route not found: it can only be asked for by ${by}.`)
