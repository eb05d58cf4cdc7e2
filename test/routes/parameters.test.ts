import { readFileSync } from 'node:fs'
import t from 'tap'
import { everyList, type Listed } from '../helpers/listed.js'
import type { Reply } from '../helpers/server.js'

// Every query parameter of the OpenAPI document has a case here, which shows its effect.

interface Parameter { name: string, in: string, schema: { enum?: unknown[] } }
type Operation = { operationId: string, parameters?: Parameter[] }
const document = JSON.parse(readFileSync(
  new URL('../../openapi/openapi.json', import.meta.url), 'utf8'
)) as { paths: Record<string, Record<string, Operation>> }

const documented = Object.values(document.paths).flatMap(methods => Object.values(methods)).flatMap(({ operationId, parameters = [] }) =>
  parameters.filter(parameter => parameter.in === 'query').map(parameter => ({ name: `${operationId} ${parameter.name}`, parameter })))

const { api, lists, endpointId, sinkId, msgId, appId, now } = await everyList()

/** The answers of one call without a parameter and with it; `given` follows its name in the URL. */
type Case = { given: string[], call: (query: string) => Promise<Reply>, shows?: (reply: Reply) => unknown }

const ok = async (method: string, path: string, body?: unknown) => {
  const reply = await api(method, path, body)
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
  return reply
}

// Applications that the exclude parameters leave out.
for (const endpoint of [{ url: 'https://example.com/', disabled: true }, { url: 'https://play.svix.com/in/x' }]) {
  const { body: { id } } = await ok('POST', '/app', { name: 'left out' })
  await ok('POST', `/app/${id}/endpoint`, endpoint)
}

const { body: { id: otherEndpointId } } = await ok('POST', `/app/${appId}/endpoint`, { url: 'https://example.com/', disabled: true })

/** The parameters of a list, each with a value that must change the answer. */
function casesOf (list: Listed): Record<string, Case> {
  const { all, operation, path } = list
  const isAscending = all[0]!.key < all[1]!.key
  const middle = new Date(all[Math.floor(all.length / 2)]!.at).toISOString()
  const values: Record<string, string[]> = {
    limit: ['1'],
    iterator: [all[1]!.key, `-${all[1]!.key}`],
    order: [isAscending ? 'descending' : 'ascending'],
    before: [middle],
    after: [middle],
    channel: ['odd'],
    event_types: ['a.b', 'c.d'],
    tag: ['third'],
    with_content: [operation === 'v1.event-type.list' ? 'true' : 'false'],
    include_archived: ['true'],
    endpoint_id: [endpointId],
    msg_ids: [msgId],
    with_msg: ['true'],
    exclude_apps_with_no_endpoints: ['true'],
    exclude_apps_with_disabled_endpoints: ['true'],
    exclude_apps_with_svix_play_endpoints: ['true'],
    ...(operation === 'v1.delivery.list' && { state: ['pending', 'succeeded', 'exhausted', 'canceled', 'undelivered'] }),
    ...(operation === 'v1.background-task.list' && { status: ['running', 'finished', 'failed'], task: ['endpoint.recover'] }),
    ...(operation === 'v1.message-attempt.list-attempted-messages' && { status: ['0', '1', '2', '3', '4'] }),
    ...(operation.startsWith('v1.message-attempt.list-by') && {
      status: ['0', '1', '2', '3', '4'], status_code_class: ['0', '100', '200', '300', '400', '500']
    })
  }
  // The attempts of one message have the same labels.
  if (operation === 'v1.message-attempt.list-by-msg') Object.assign(values, { channel: ['none'], event_types: ['none'] })
  const call = async (query: string) => await ok('GET', `${path}?${query}`)
  return Object.fromEntries(Object.entries(values).map(([name, given]) => [`${operation} ${name}`, { given, call }]))
}

const EXAMPLE = { eventType: 'a', payload: { n: 1 } }
let made = 0

const POLLER = `/app/${appId}/poller/${sinkId}`
const idsOf = ({ body }: Reply) => body.data.map(({ id }: { id: string }) => id)
const [{ id: firstPolled }] = (await api('GET', `${POLLER}?limit=1`)).body.data
const { iterator: polledTo } = (await api('GET', `${POLLER}?limit=1`)).body
const CONSUMERS = `/app/${appId}/destination/${sinkId}/consumer`
for (const name of ['listed-1', 'listed-2']) await ok('GET', `${POLLER}/consumer/${name}`)
const LEASED = `/app/${appId}/polling-endpoint/${sinkId}/consumer`
/** The answer to the second poll of a new consumer, with a query in the first or the second poll. */
const consumed = async (first: string, second: string) => {
  const path = `${POLLER}/consumer/c${++made}`
  const { body: { iterator } } = await ok('GET', `${path}?limit=1&${first}`)
  return await ok('GET', `${path}?${second.replace('ITERATOR', encodeURIComponent(iterator))}`)
}

const cases: Record<string, Case> = {
  ...Object.assign({}, ...lists.map(casesOf)),
  'v1.application.create get_if_exists': {
    given: ['true'],
    call: async query => {
      await api('POST', '/app', { name: 'first', uid: 'there' })
      return await api('POST', `/app?${query}`, { name: 'second', uid: 'there' })
    },
    shows: ({ status }) => status
  },
  'v1.event-type.delete expunge': {
    given: ['true'],
    call: async query => {
      const name = `gone.${++made}`
      await ok('POST', '/event-type', { name, description: '' })
      await ok('DELETE', `/event-type/${name}?${query}`)
      return await api('GET', `/event-type/${name}`)
    },
    shows: ({ status }) => status
  },
  'v1.endpoint.get-stats since': {
    given: [new Date(now - 10_000).toISOString()],
    call: async query => await ok('GET', `/app/${appId}/endpoint/${endpointId}/stats?${query}`)
  },
  'v1.endpoint.get-stats until': {
    given: [new Date(now - 10_000).toISOString()],
    call: async query => await ok('GET', `/app/${appId}/endpoint/${endpointId}/stats?${query}`)
  },
  'v1.endpoint.get-stats with_attempts': {
    given: ['false'],
    call: async query => await ok('GET', `/app/${appId}/endpoint/${endpointId}/stats?${query}`)
  },
  // A time stands for its whole hour: one in the future is refused.
  'v1.endpoint.get-attempt-stats since': {
    given: [new Date(now + 2 * 3_600_000).toISOString()],
    call: async query => await api('GET', `/app/${appId}/endpoint/${endpointId}/attempt-stats?${query}`)
  },
  'v1.endpoint.get-attempt-stats until': {
    given: [new Date(now - 3_600_000).toISOString()],
    call: async query => await ok('GET', `/app/${appId}/endpoint/${endpointId}/attempt-stats?${query}`)
  },
  'v1.find q': { given: ['listed', appId, endpointId], call: async query => await api('GET', `/find?${query || 'q=nothing'}`) },
  ...Object.fromEntries(Object.entries({
    period: ['FiveMinutes', 'OneDay'], startDate: [new Date(now - 10 * 3_600_000).toISOString()],
    endDate: [new Date(now - 5 * 3_600_000).toISOString()], endpointId: [otherEndpointId], endpointIds: [otherEndpointId],
    byEndpoint: ['true'], limit: ['0'], iterator: [endpointId]
  }).map(([name, given]) => [`v1.statistics.app-attempts ${name}`, {
    given, call: async (query: string) => await ok(
      'GET', `/stats/app/${appId}/attempt?${/limit|iterator/.test(name) ? 'byEndpoint=true&' : ''}${query}`
    )
  }])),
  'v1.message.create with_content': {
    given: ['false'], call: async query => await ok('POST', `/app/${appId}/msg?${query}`, EXAMPLE), shows: ({ body }) => body.payload
  },
  'v1.message.poller.poll limit': { given: ['1'], call: async query => await ok('GET', `${POLLER}?${query}`), shows: idsOf },
  'v1.message.poller.poll iterator': {
    given: [polledTo], call: async query => await ok('GET', `${POLLER}?limit=1&${query}`), shows: idsOf
  },
  'v1.message.poller.poll event_type': {
    given: ['a.b'], call: async query => await ok('GET', `${POLLER}?limit=250&${query}`), shows: idsOf
  },
  'v1.message.poller.poll channel': { given: ['odd'], call: async query => await ok('GET', `${POLLER}?limit=250&${query}`), shows: idsOf },
  'v1.message.poller.poll after': {
    given: [new Date(now + 60_000).toISOString()], call: async query => await ok('GET', `${POLLER}?${query}`), shows: idsOf
  },
  // This host holds no poll open: poller.test.ts tests the effect, and here a value beyond the limit is refused.
  'v1.message.poller.poll wait': {
    given: ['26'], call: async query => await api('GET', `${POLLER}?${query}`), shows: ({ status }) => status
  },
  'v1.message.poller.consumer-poll wait': {
    given: ['26'], call: async query => await api('GET', `${POLLER}/consumer/w?${query}`), shows: ({ status }) => status
  },
  'v2.message.poller.consumer-poll wait': {
    given: ['26'], call: async query => await api('GET', `${LEASED}/w?${query}`), shows: ({ status }) => status
  },
  'v1.message.poller.consumer-poll limit': { given: ['1'], call: async query => await consumed('', query), shows: idsOf },
  'v1.message.poller.consumer-poll iterator': {
    given: ['x'],
    call: async query => await consumed('', query === '' ? 'limit=1' : 'limit=1&iterator=ITERATOR'),
    shows: reply => idsOf(reply)[0] === firstPolled
  },
  'v2.message.poller.consumer-poll limit': {
    given: ['1'], call: async query => await ok('GET', `${LEASED}/v${++made}?${query}`), shows: idsOf
  },
  'v2.message.poller.consumer-poll starting_position': {
    given: ['latest'], call: async query => await ok('GET', `${LEASED}/v${++made}?${query}`), shows: idsOf
  },
  'v2.message.poller.consumer-poll lease_duration_ms': {
    given: ['999'], call: async query => await api('GET', `${LEASED}/v${++made}?${query}`), shows: ({ status }) => status
  },
  'v1.destination.list-consumers limit': { given: ['1'], call: async query => await ok('GET', `${CONSUMERS}?${query}`), shows: idsOf },
  'v1.destination.list-consumers iterator': {
    given: ['listed-1'], call: async query => await ok('GET', `${CONSUMERS}?${query}`), shows: idsOf
  },
  'v1.message.get with_content': { given: ['false'], call: async query => await ok('GET', `/app/${appId}/msg/${msgId}?${query}`) },
  'v1.message.create-batch with_content': {
    given: ['false'], call: async query => await ok('POST', `/app/${appId}/msg/batch?${query}`, { messages: [EXAMPLE] }),
    shows: ({ body }) => body.data[0].message.payload
  }
}

t.test('Every query parameter of the document has a case, and every case is a parameter of the document.', async t => {
  t.ok(documented.length > 60)
  t.strictSame(documented.map(({ name }) => name).filter(name => !(name in cases)), [])
  const names = new Set(documented.map(({ name }) => name))
  // The cases of lists are given by name for all lists, whether or not a list has the parameter.
  t.strictSame(Object.keys(cases).filter(name => !names.has(name) && !lists.some(({ operation }) => name.startsWith(`${operation} `))), [])
})

for (const { name, parameter } of documented) {
  const one = cases[name]
  if (!one) continue
  t.test(`${name} changes the answer, with each of its values.`, async t => {
    const { given, call, shows = ({ body }) => body } = one
    const without = shows(await call(''))
    const seen = [without]
    for (const value of given) {
      const shown = shows(await call(`${parameter.name}=${encodeURIComponent(value)}`))
      t.notSame(shown, without, value)
      seen.push(shown)
    }
    const values = parameter.schema.enum ?? []
    const isDefault = (value: unknown) =>
      ['order', 'starting_position', 'period'].includes(parameter.name) && !given.includes(String(value))
    if (parameter.name !== 'task') {
      t.strictSame(
        values.map(String).filter(value => !given.includes(value) && !isDefault(value)), [], 'every value in the document'
      )
    }
  })
}
