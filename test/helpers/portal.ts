import { bundlePortal } from '../../infra/portal.js'
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
  /** A link to the portal, with the given options. */
  link: (grant?: object) => Promise<string>
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

/** Builds the portal, starts a server with it and fills it. */
export async function startPortalWorld (settings: Record<string, string> = {}): Promise<PortalWorld> {
  await bundlePortal('dist/portal')
  const receiver = await startReceiver(({ path }, response) => {
    if (path.startsWith('/gone')) response.writeHead(410).end()
    else if (path.startsWith('/bad')) response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":"database is down"}')
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"received":true}')
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
  const link = async (grant: object = {}) => (await api('POST', `/auth/app-portal-access/${appId}`, grant)).body.url as string
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
