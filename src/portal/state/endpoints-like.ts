import { api, asked, inApp, type Endpoint, type Page } from './calls.js'

const PAGE = 25
const MOST = 250
/** How many endpoints one look of a search reads. */
export const SEARCHED = 1000

/**
 * A page of endpoints, newest first; with a text those whose URL, description, uid or id has it. One look reads a thousand endpoints in
 * four calls at most; the next page goes on where this one ended.
 */
export async function endpointsLike (text: string, iterator: string | undefined): Promise<Page<Endpoint>> {
  if (text === '') return await pageOf(PAGE, iterator)
  const found: Endpoint[] = []
  let next = iterator
  for (let seen = 0; ; seen += MOST) {
    const page = await pageOf(MOST, next)
    const alike = page.data.filter(one => isLike(one, text))
    const room = PAGE - found.length
    found.push(...alike.slice(0, room))
    // The iterator after an endpoint is its id.
    if (alike.length > room) return { data: found, iterator: found.at(-1)!.id, done: false }
    next = page.iterator ?? undefined
    if (page.done || found.length === PAGE || seen + MOST >= SEARCHED) {
      // An older one is found at once by its whole id.
      return { ...page, data: found.length > 0 || iterator !== undefined || page.done ? found : await named(text) }
    }
  }
}

async function named (text: string): Promise<Endpoint[]> {
  const path = inApp({ endpoint_id: text })
  return await asked(api.GET('/api/v1/app/{app_id}/endpoint/{endpoint_id}', { params: { path } })).then(one => [one], () => [])
}

const isLike = ({ url, description, uid, id }: Endpoint, text: string) =>
  `${url}\n${description}\n${uid ?? ''}\n${id}`.toLowerCase().includes(text.toLowerCase())

const pageOf = async (limit: number, iterator: string | undefined): Promise<Page<Endpoint>> =>
  await asked(api.GET('/api/v1/app/{app_id}/endpoint', {
    params: { path: inApp({}), query: { limit, ...(iterator !== undefined && { iterator }), order: 'descending' } }
  }))
