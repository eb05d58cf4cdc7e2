import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Test } from 'tap'
import { bundlePortal } from '../../infra/portal.js'
import { chromiumPath, openBrowser, openPage } from './browser.js'
import { eventually, startReceiver, type Receiver } from './receiver.js'
import { startTestServer, type Api, type TestServer } from './server.js'

/** The data for tests of the portal's policy and sizes: a customer with endpoints of all kinds and messages with all results. */
export interface PortalWorld {
  server: TestServer
  /** The token of the organization, and calls with it. */
  token: string
  api: Api
  receiver: Receiver
  appId: string
  endpoints: Record<'good' | 'bad' | 'off' | 'picky', string>
  messages: { good: string, hostile: string }
  /** A link to the portal, with the given options; of this customer or another one. */
  link: (grant?: object, appId?: string) => Promise<string>
  close: () => Promise<void>
}

// Values that must be shown as text only: markup, marks that change the direction of text, a line without an end.
export const HOSTILE = {
  html: '<img src=x onerror="document.title=\'taken\'"><script>document.title=\'taken\'</script>', direction: '\u202Egnp.exe\u2066',
  line: 'x'.repeat(20_000)
}

const EVENT_TYPES = {
  'invoice.paid': ['An invoice was paid in full', { id: 'inv_1042', amount: 4200, currency: 'EUR' }],
  'invoice.voided': ['An invoice was voided before it was paid', { id: 'inv_1043', reason: 'duplicate' }],
  'order.created': ['A customer placed an order', { id: 'ord_77', total: { amount: 12990, currency: 'EUR' } }],
  'order.shipped': ['An order left the warehouse', { id: 'ord_77', carrier: 'DHL' }],
  'user.signup': ['Somebody created an account', { id: 'usr_9', plan: 'free' }]
} as const

const PAYLOAD = {
  id: 'inv_1042', amount: 4200, currency: 'EUR', customer: { name: 'Ada Example', email: 'ada@example.com' },
  lines: [{ sku: 'P-100', quantity: 2, price: 1500 }, { sku: 'P-220', quantity: 1, price: 1200 }], paidAt: '2026-11-28T09:14:07Z'
}

/** Why tests in a browser are skipped; false where there is one. */
export const skip = chromiumPath() === undefined && 'no Chromium: install one, or name it in POSTHORN_TEST_CHROMIUM'

interface PageOptions extends BrowserContextOptions {
  /** What the link to the portal allows. */
  grant?: object
  /** Another application than the world's. */
  appId?: string
  /** Errors that the page may log. */
  expected?: RegExp
  /** What is done with the page before it goes to its address. */
  before?: (page: Page) => Promise<unknown>
}

/** A world and one browser for all tests of a file. Each page has a context of its own, which ends with its test. */
export interface Stage extends PortalWorld {
  /** Only where `skip` is false. */
  browser: Browser
  blank: (t: Test, options?: PageOptions) => Promise<Page>
  /** A page of the portal, opened by a new link. */
  portal: (t: Test, hash?: string, options?: PageOptions) => Promise<Page>
  /** A page of the console, signed in with the organization's token. */
  console: (t: Test, hash?: string, options?: PageOptions) => Promise<Page>
  /** Takes an open page of the portal or the console to another address of it. */
  at: (page: Page, hash: string) => Promise<void>
}

/** Starts the world of a file and its browser; both end with the file. */
export async function openStage (t: Test, settings: Record<string, string> = {}): Promise<Stage> {
  const [world, browser] = await Promise.all([startPortalWorld(settings), skip ? undefined : openBrowser()])
  t.teardown(async () => {
    await browser?.close()
    await world.close()
  })
  const { server: { url }, token } = world
  const blank = async (t: Test, { before, grant: _, appId: __, expected, ...options }: PageOptions = {}) => {
    const page = await openPage(t, { browser: browser!, url, options, ...expected && { expected } })
    await before?.(page)
    return page
  }
  return {
    ...world, browser: browser!, blank,
    async portal (t, hash = HOME, options = {}) {
      const page = await blank(t, options)
      const link = await world.link(options.grant, options.appId)
      await page.goto(hash === HOME ? link : link.replace('login#', `login?next=${encodeURIComponent(hash.slice(1))}#`))
      return page
    },
    async console (t, hash = '#/attention', options) {
      const page = await blank(t, options)
      await page.goto(`${url}/console#token=${token}`)
      await page.waitForURL(/#\/$/)
      await page.goto(`${url}/console${hash}`)
      return page
    },
    async at (page, hash) { await page.goto(`${page.url().split('#')[0]!}${hash}`) }
  }
}

/** Where a link leads that names no page. */
const HOME = '#/endpoints'

let built: Promise<unknown> | undefined

/** Builds the portal once in a process, starts a server with it and fills it. */
export async function startPortalWorld (settings: Record<string, string> = {}): Promise<PortalWorld> {
  await (built ??= bundlePortal('dist/portal'))
  const receiver = await startReceiver(({ path }, response) => {
    if (path.startsWith('/gone')) response.writeHead(410).end()
    else if (path.startsWith('/bad')) response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":"database is down"}')
    else response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'session=mine' }).end('{"received":true}')
  })
  const server = await startTestServer(settings)
  const token = await server.token()
  const api = await server.api(token)
  for (const [name, [description, example]] of Object.entries(EVENT_TYPES)) {
    const properties = Object.fromEntries(Object.entries(example).map(([key, value]) => [key, { type: typeof value }]))
    await api('POST', '/event-type', {
      name, description, schemas: { 1: { type: 'object', title: description, required: ['id'], properties, examples: [example] } }
    })
  }
  const { body: { id: appId } } = await api('POST', '/app', { name: 'Acme' })
  const endpoint = async (path: string, more: object = {}) =>
    (await api('POST', `/app/${appId}/endpoint`, { url: `${receiver.url}${path}`, ...more })).body.id as string
  const endpoints = {
    good: await endpoint('/hooks/billing', { description: 'Billing: books what is paid', headers: { 'x-region': 'eu' } }),
    bad: await endpoint('/bad/warehouse', {
      description: 'Warehouse', eventTypes: ['order.created', 'order.shipped', 'invoice.paid'], retrySchedule: [300, 1800, 7200]
    }),
    off: await endpoint('/hooks/old', { description: 'The old system', disabled: true }),
    picky: await endpoint('/hooks/crm', { eventTypes: ['user.signup'], channels: ['project_1'], throttleRate: 50 })
  }
  const messages = await send(api, appId)
  const link = async (grant: object = {}, of: string = appId) =>
    (await api('POST', `/auth/app-portal-access/${of}`, grant)).body.url as string
  return {
    server, token, api, receiver, appId, endpoints, messages, link, close: async () => { await server.close(); await receiver.close() }
  }
}

async function send (api: Api, appId: string) {
  const message = async (body: object) => (await api('POST', `/app/${appId}/msg`, body)).body.id as string
  const hostile = await message({ eventType: 'order.created', eventId: 'order-77', payload: HOSTILE, tags: ['<b>tag</b>'] })
  for (const eventType of Object.keys(EVENT_TYPES)) {
    await message({ eventType, payload: EVENT_TYPES[eventType as keyof typeof EVENT_TYPES][1] })
  }
  await message({ eventType: 'user.signup', channels: ['project_1'], payload: { id: 'usr_10', plan: 'pro' } })
  const good = await message({ eventType: 'invoice.paid', eventId: 'invoice-1042', tags: ['eu'], payload: PAYLOAD })
  await eventually('the attempts', async () => (await api('GET', `/app/${appId}/attempt/msg/${good}`)).body.data.length === 2)
  return { good, hostile }
}
