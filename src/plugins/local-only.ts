import { isIP } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../errors.js'

// Host names that outsiders cannot make resolve to this machine, because public DNS does not contain them.
const PRIVATE_NAME = /^[\w-]+$|\.(?:internal|local|lan|home\.arpa|svc|localhost)$/

/**
 * Creates an `onRequest` hook for pages without a token. The API answers pages of other sites, because it requires a
 * token. These pages answer them with 404, also under a foreign host name that resolves to this machine. A page that
 * other machines may read (`isShared`) may also be requested by a private host name or by the host of the public URL.
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
