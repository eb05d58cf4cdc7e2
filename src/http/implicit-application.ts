import type { FastifyRequest } from 'fastify'
import { newApplication } from '../rules/application-rules.js'
import { invalid, notFound } from '../errors.js'
import { principalOf } from './request.js'
import * as applications from '../repositories/applications.js'
import type { Application } from '../repositories/applications.js'
import { ApplicationIn } from '../schemas/application-schema.js'
import { validatePart } from './validate-part.js'

/** Checks an application's id or uid in a path; throws 422. Only this path has a form to keep (contract 1.3). */
export function checkAppId (idOrUid: string): void {
  if (!/^[a-zA-Z0-9\-_.]{1,256}$/.test(idOrUid)) throw invalid(['path', 'app_id_or_uid', '__all__'], 'is neither an id nor a uid')
}

/** The application in the path. When there is none, it is created from the body's `application` (contract 2.1). */
export async function findOrCreate (request: FastifyRequest, idOrUid: string, description: unknown): Promise<Application> {
  const { engine } = request.server
  const { orgId } = principalOf(request)
  const existing = await applications.findCached(engine.db, orgId, idOrUid)
  if (existing) return existing
  if (description == null) throw notFound('Application')
  const placeOf = (loc: readonly string[]) => ['body', 'application', ...loc.slice(1)]
  const input = validatePart(request, ApplicationIn, { value: description, placeOf })
  if (input.uid == null) throw invalid(['body', 'application', 'uid'], 'is needed to create the application', 'application_uid_missing')
  if (input.uid !== idOrUid) throw invalid(['body', 'application', 'uid'], 'must be the uid in the path', 'application_uid_mismatch')
  return await applications.create(engine.db, newApplication(engine, orgId, input))
}
