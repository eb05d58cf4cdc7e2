import { EXAMPLE_TIME as TIME } from '../../src/facts/example-time.js'

/** Bodies and parameters of the examples. Together they tell one story: the first call of each group makes what the others use. */
const EXAMPLE_TIME = `${TIME}.000Z`

const url = 'https://example.com/webhook/'
const schemas = { 1: { type: 'object', required: ['amount'], properties: { amount: { type: 'integer' } }, examples: [{ amount: 4200 }] } }

/** By the title of the schema. */
export const BODIES: Record<string, object> = {
  ApplicationIn: { name: 'Acme', uid: 'acme' },
  ApplicationPatch: { metadata: { plan: 'pro' } },
  EventTypeIn: { name: 'invoice.paid', description: 'An invoice was paid', schemas },
  EventTypeUpdate: { description: 'An invoice was paid', schemas },
  EventTypePatch: { groupName: 'Billing' },
  EndpointIn: { uid: 'inbox', url, eventTypes: ['invoice.paid'] },
  EndpointUpdate: { uid: 'inbox', url, eventTypes: ['invoice.paid'] },
  EndpointPatch: { description: 'The books of Acme' },
  EndpointHeadersPatchIn: { headers: { 'x-region': 'eu' }, deleteHeaders: ['x-old'] },
  EventExampleIn: { eventType: 'invoice.paid' },
  MessageIn: { eventType: 'invoice.paid', eventId: 'invoice-1', payload: { amount: 4200 } },
  MessageBatchIn: { messages: [{ eventType: 'invoice.paid', payload: { amount: 4200 } }, { eventType: 'invoice.paid', payload: { amount: 99 } }] },
  BulkExpungeContentsIn: { ids: ['invoice-1'] },
  RecoverIn: { since: EXAMPLE_TIME },
  ReplayIn: { since: EXAMPLE_TIME },
  BulkReplayIn: { since: EXAMPLE_TIME, status: 2 },
  AppUsageStatsIn: { since: EXAMPLE_TIME, until: EXAMPLE_TIME.replace('.000', '.999') },
  AppPortalAccessIn: { sessionId: 'user_1', expiry: 86_400 },
  DestinationIn: { uid: 'pull', type: 'pollingEndpoint', eventTypes: ['invoice.paid'] },
  DestinationPatch: { type: 'pollingEndpoint', eventTypes: [] },
  PollingEndpointConsumerSeekIn: { after: EXAMPLE_TIME },
  PollerV2CommitIn: { offset: 0 },
  EnvironmentSettings: { displayName: 'Acme', colorPaletteLight: { primary: '#7c3aed' } },
  OperationalWebhookEndpointIn: { uid: 'ours', url, eventTypes: ['endpoint.disabled'] },
  OperationalWebhookEndpointUpdate: { uid: 'ours', url, eventTypes: ['endpoint.disabled'] }
}

const OPERATIONAL = '/operational-webhook/'

/** The value of a parameter in the examples. Ids that only an answer can tell have the form that they have there. */
export function parameterExample (path: string, name: string): string | undefined {
  if (name === 'endpoint_id' && path.includes(OPERATIONAL)) return 'ours'
  if (name === 'endpoint_id' && path.includes('/poller/')) return 'pull'
  return PARAMETERS[name]
}

const PARAMETERS: Record<string, string> = {
  app_id: 'acme',
  endpoint_id: 'inbox',
  event_type_name: 'invoice.paid',
  msg_id: 'invoice-1',
  destination_id: 'pull',
  sink_id: 'pull',
  consumer_id: 'worker-1',
  attempt_id: 'atmpt_1srOrx2ZWZBpBUvZwXKQmoEYga2',
  task_id: 'qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2',
  import_id: 'qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2',
  attention_id: 'attn_1764464181000_circuit-open_ep_1srOrx2ZWZBpBUvZwXKQmoEYga2'
}
