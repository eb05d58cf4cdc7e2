import type { FastifyRequest } from 'fastify'

/** The text of a body's filter, since a parsed body holds nothing of free JSON; undefined when there is none in it. */
export const filterText = (request: FastifyRequest & { body: { filter?: string | null } }): string | null | undefined =>
  request.body.filter == null ? request.body.filter : request.parsedBody!.rawMember('filter')!
