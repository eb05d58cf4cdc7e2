import type { Page } from 'playwright-core'
import { shows } from './browser.js'
import type { LargeWorld, Spent } from './large.js'

/** A page of the portal of a large application: where it is, what shows that it is whole, and what it may take of the database. */
export interface LargePage {
  name: string
  hash: (world: LargeWorld) => string
  ready: (page: Page, world: LargeWorld) => Promise<unknown>
  most: Spent
}

const isThere = (selector: string, nth = 0) => async (page: Page) => await page.locator(selector).nth(nth).waitFor()

/**
 * Every list of the portal. The bounds hold for any number of messages, but for an endpoint: its chart reads the attempts of hours that
 * are not sealed, and what it did not take passes over the entries of other endpoints in the index. The keys of the attempts to a message
 * that all endpoints have are read once for each page of it.
 */
export const LARGE_PAGES: readonly LargePage[] = [
  { name: 'endpoints', hash: () => '#/endpoints', ready: isThere('.history .quiet', 24), most: { calls: 130, rows: 1000 } },
  {
    name: 'search for an endpoint', hash: () => '#/endpoints?q=customer-9900', most: { calls: 20, rows: 1500 },
    ready: async page => await shows(page, 'hooks.customer-9900.')
  },
  {
    name: 'search for an old endpoint by its id', hash: ({ endpointIds }) => `#/endpoints?q=${endpointIds[7]}`, most: { calls: 25, rows: 1500 },
    ready: async page => await shows(page, 'hooks.customer-7.')
  },
  { name: 'messages', hash: () => '#/messages', ready: isThere('.marks', 48), most: { calls: 450, rows: 23_000 } },
  { name: 'messages of a type', hash: () => '#/messages?type=order.event3', ready: isThere('.marks', 48), most: { calls: 260, rows: 6000 } },
  ...['undelivered', 'pending', 'exhausted', 'canceled', 'succeeded'].map((state): LargePage => ({
    name: `deliveries: ${state}`, hash: () => `#/messages?state=${state}`, ready: isThere('.rows .mark'),
    most: state === 'succeeded' ? { calls: 25, rows: 11_000 } : { calls: 20, rows: 500 }
  })),
  {
    name: 'a message with one delivery', hash: ({ plain }) => `#/messages/${plain}`, most: { calls: 480, rows: 23_500 },
    ready: async page => await shows(page, 'Attempt 1')
  },
  { name: 'a message with 10,000 deliveries', hash: ({ broad }) => `#/messages/${broad}`, ready: isThere('article.card', 49), most: { calls: 500, rows: 46_000 } },
  {
    name: 'the endpoint with most messages', hash: ({ hot }) => `#/endpoints/${hot}`, most: { calls: 60, rows: 1000 },
    ready: async page => { await isThere('.rows .mark')(page); await isThere('.chart')(page) }
  },
  { name: 'what it did not take', hash: ({ hot }) => `#/endpoints/${hot}?view=undelivered`, ready: isThere('.rows .mark'), most: { calls: 40, rows: 1000 } }
]
