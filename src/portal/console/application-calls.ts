import type { paths } from '../../../openapi/portal-api.js'
import { api, asked, type Page } from '../state/calls.js'

type Paths = paths['/api/v1/app/{app_id}']
export type Application = Paths['get']['responses'][200]['content']['application/json']
export type ApplicationFields = NonNullable<Paths['patch']['requestBody']>['content']['application/json']

const MOST = 250
/** How many applications a search by name looks at. */
export const SEARCHED = 5000
const PAGE = 50

/** A page of applications, newest first; with a text those whose name, uid or id has it, of the newest five thousand. */
export async function applicationsLike (text: string, iterator: string | undefined): Promise<Page<Application>> {
  if (text === '') return await pageOf(PAGE, iterator)
  const found: Application[] = []
  let next = iterator
  for (let seen = 0; ; seen += MOST) {
    const page: Page<Application> = await pageOf(MOST, next)
    found.push(...page.data.filter(({ name, uid = '', id }) => `${name}\n${uid}\n${id}`.toLowerCase().includes(text.toLowerCase())))
    next = page.iterator ?? undefined
    if (page.done || found.length >= PAGE || seen + MOST >= SEARCHED) return { ...page, data: found }
  }
}

const pageOf = async (limit: number, iterator: string | undefined): Promise<Page<Application>> =>
  await asked(api.GET('/api/v1/app', { params: { query: { limit, order: 'descending', ...(iterator !== undefined && { iterator }) } } }))

export const applicationOf = async (id: string): Promise<Application> =>
  await asked(api.GET('/api/v1/app/{app_id}', { params: { path: { app_id: id } } }))
