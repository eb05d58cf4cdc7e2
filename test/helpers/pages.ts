import type { TSchema } from '@sinclair/typebox'
import { DELIVER_BATCH, TIMEOUTS } from '../../src/facts/functions.js'
import { FAULTS, type Fault } from '../../infra/faults.js'
import { stages } from '../../infra/stages.js'
import { DUE_SHARDS } from '../../src/facts/table-definitions.js'
import { WRITE_UNITS } from '../../src/facts/write-units.js'
import {
  costsOf, CPU, failingPerMillion, GATHERED, LOGS, perMillion, retentionPerMillion, STANDING, sumOf, unitsOf, USAGE, WAITS, type Gateway,
  type Usage
} from '../../src/cli/doctor/cost.js'
import { OPTION_PRICES, PRICES, type Priced } from '../../src/facts/prices.js'
import { IN_FLIGHT_QUOTA } from '../../src/cli/doctor/examine-queues.js'
import { DEFAULT_GATEWAY_RATE } from '../../src/cli/doctor/examine-quotas.js'
import { settings } from '../../src/config.js'
import { modelTables } from './model-tables.js'
import { operationalTypes } from './operational-pages.js'
import { METRICS, USAGE_LABEL, USAGE_METRICS } from '../../src/facts/metric-definitions.js'
import { NODE_METRICS } from '../../src/facts/node-metrics.js'
import { HOUR_MS, IDEMPOTENCY_MS } from '../../src/facts/periods.js'
import { MAX_BODY_BYTES } from '../../src/delivery/sending/answer-body.js'
import { METADATA_LIMIT } from '../../src/rules/application-rules.js'
import { MAX_NAME_BYTES, MAX_VALUE_BYTES } from '../../src/rules/header-rules.js'
import { ENTRY_LIMIT } from '../../src/delivery/import/entries.js'
import { MAX_NODES } from '../../src/delivery/payload-schemas/openapi-document.js'
import { BUDGET_MS, PAUSE_MS, STRIKES } from '../../src/delivery/accept/payload-check.js'
import { PATIENCE_MS, PAYLOADS_MB } from '../../src/delivery/payload-schemas/payload-checks.js'
import { COMPILE_LIMIT_MS } from '../../src/delivery/payload-schemas/payload-schema.js'
import { EACH_MS } from '../../src/delivery/payload-schemas/payload-work.js'
import { DESCRIBE_MS, JUDGE_MS, SCHEMAS_MB } from '../../src/delivery/payload-schemas/schema-checks.js'
import { EXPANDED_LIMIT } from '../../src/delivery/payload-schemas/yaml-text.js'
import { MAX_DEPTH } from '../../src/lib/json-scan.js'
import { BODY_LIMIT } from '../../src/plugins/body.js'
import { INLINE_LIMIT } from '../../src/repositories/payloads.js'
import { AcceptRate, RetrySchedule, ThrottleRate } from '../../src/schemas/common-schema.js'
import { MAX_EVENT_TYPES, MAX_HEADERS } from '../../src/schemas/endpoint-schema.js'
import { MAX_IMPORTED_TYPES } from '../../src/schemas/environment-schema.js'
import { MessageIn } from '../../src/schemas/message-schema.js'
import { MAX_FILTER_TYPES } from '../../src/schemas/recovery-schema.js'
import { allCommands } from '../../src/cli/program.js'
import { stageSchema, stageTable } from './stage-pages.js'

// The tables of docs/costs.md, docs/data.md and docs/limits.md, made from the constants and schemas of the code (`npm run pages`).

const VOLUMES = [0, 1e6, 10e6, 100e6]

/** List prices of other products by messages a month, from their pages; undefined: no list price for that number. */
const PEERS: Array<{ name: string, usd: (messages: number) => number | undefined, note: string }> = [
  { name: 'Svix, Free plan', usd: messages => Math.max(0, messages - 50_000) * 0.0001, note: '50,000 included, $0.0001 each beyond; 200 a second, payloads kept for 30 days ([page](https://www.svix.com/pricing/), 20 September 2026)' },
  {
    name: 'Svix, Professional', usd: messages => 490 + Math.max(0, messages - 50_000) * 0.0001,
    note: '$490, 50,000 included, $0.0001 each beyond; 800 a second, payloads kept for 90 days (the same page)'
  },
  {
    name: 'Convoy, Premium', usd: () => 999,
    note: '$999 for any volume; you also pay for your own servers ([page](https://www.getconvoy.io/pricing), 20 September 2026)'
  }
]

const REST = (volume: number) => costsOf(unitsOf(volume, 'rest'))
const HTTP = (volume: number) => costsOf(unitsOf(volume, 'http'))
const dollars = (usd: number) => usd === 0 ? '0' : usd < 10 ? usd.toFixed(2) : Math.round(usd).toLocaleString('en-US')
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: ReadonlyArray<readonly string[]>) =>
  [row(head), row(head.map((_, i) => i === 0 ? '---' : '---:')), ...rows.map(row)].join('\n')

/** docs/costs.md's tables: the price of each service of AWS by volume, for both gateways; then the list prices of other products. */
export function costTables (): string {
  const shared = (Object.keys(PRICES) as Priced[]).filter(name => name !== 'restRequests' && name !== 'httpRequests')
  const head = ['dollars a month', ...VOLUMES.map(volume => volume === 0 ? 'idle' : `${volume / 1e6} million`)]
  const line = (what: string, usd: (volume: number) => number, style = '') =>
    [`${style}${what}${style}`, ...VOLUMES.map(volume => `${style}${dollars(usd(volume))}${style}`)]
  return [
    table(head, [
      ...shared.map(name => line(PRICES[name].what, volume => HTTP(volume)[name])),
      line(PRICES.httpRequests.what, volume => HTTP(volume).httpRequests),
      line('all, behind an HTTP API', volume => sumOf(HTTP(volume)), '**'),
      line(PRICES.restRequests.what, volume => REST(volume).restRequests),
      line('all, behind a REST API', volume => sumOf(REST(volume)), '**')
    ]),
    '',
    `The next million, with every free allowance used up: $${perMillion('http')
      .toFixed(2)} behind an HTTP API, $${perMillion('rest').toFixed(2)} behind a REST API.`,
    `At ten messages a second and more, with a \`deliverWindow\` (below): $${perMillion('http', GATHERED).toFixed(2)} and $${perMillion('rest', GATHERED).toFixed(2)}.`,
    '',
    failingTable(),
    '',
    table(['dollars a month', ...VOLUMES.slice(1).map(volume => `${volume / 1e6} million`), 'includes'], [
      ...(['http', 'rest'] as Gateway[]).map(gateway => [`Posthorn, ${gateway === 'http' ? 'HTTP' : 'REST'} API`, ...VOLUMES.slice(1)
        .map(volume => dollars(sumOf(costsOf(unitsOf(volume, gateway))))), 'the table above']),
      ...PEERS.map(({ name, usd, note }) => [name, ...VOLUMES.slice(1).map(volume => dollars(usd(volume) ?? NaN)), note])
    ])
  ].join('\n')
}

function failingTable (): string {
  const { exhausted, exhaustedWithNoise } = WRITE_UNITS
  const rows = [['no body', exhausted], ['2 KB', exhausted], ['20 KB', exhausted], ['20 KB that do not compress', exhaustedWithNoise]] as const
  return table(['a delivery that fails 8 times, with answers of', 'write units', 'a million of them'], rows
    .map(([answers, units]) => [answers, String(units), `$${failingPerMillion(units).toFixed(0)}`]))
}

/** docs/costs.md's table of what would make a million messages cheaper: each row adds to those above it. */
function floorTable (): string {
  const changes: Array<[what: string, change: (units: Record<Priced, number>) => Record<Priced, number>]> = [
    ['as above', units => units],
    ['without point-in-time recovery', units => ({ ...units, restorableGb: 0 })],
    ['without idempotency keys', units => ({ ...units, writeUnits: units.writeUnits * (USAGE.writeUnits - 1) / USAGE.writeUnits })],
    ['without a log line for each attempt', units => ({ ...units, logGb: units.logGb - units.httpRequests * LOGS.attempt / 1e9 })],
    ['accepted in batches of 100', units => ({
      ...units, httpRequests: units.httpRequests / 100, lambdaRequests: units.lambdaRequests - units.httpRequests * 0.99
    })]
  ]
  const usd = (usage: Usage, upTo: number) => {
    const all = (messages: number) => sumOf(costsOf(
      changes.slice(0, upTo).reduce((units, [, change]) => change(units), unitsOf(messages, 'http', usage)), { free: false }))
    return `$${(all(11e6) - all(10e6)).toFixed(2)}`
  }
  return table(['the next million, behind an HTTP API', 'one by one', 'gathered'],
    changes.map(([what], at) => [what, usd(USAGE, at + 1), usd(GATHERED, at + 1)]))
}

/** docs/costs.md's table of payloads that are kept for fewer days. */
function retentionTable (): string {
  const usd = (value: number) => `${value < 0 ? 'saves' : 'costs'} $${Math.abs(value).toFixed(2)}`
  const columns = [[30, true], [7, true], [30, false], [7, false]] as const
  return table(
    ['a million payloads, as stored', ...columns.map(([days, isRestorable]) => `${days} days${isRestorable ? ', with recovery' : ''}`)],
    [500, 1000, 4000, 16_000, 64_000].map(bytes => [
      bytes < 1000 ? `${bytes} bytes` : `${bytes / 1000} KB`, ...columns.map(([days, isRestorable]) => usd(retentionPerMillion(bytes, days, { isRestorable })))
    ]))
}

/** docs/costs.md's example of a stage with options. */
export function exampleStage (): string {
  const { firewall, natGateway } = OPTION_PRICES
  const [millions, zones, gbPerMillion] = [5, 2, 4]
  const [rest, http] = [REST, HTTP].map(costs => sumOf(costs(millions * 1e6))) as [number, number]
  const [looked, through] = [millions * firewall.million, millions * gbPerMillion * natGateway.gb]
  const all = rest + firewall.month + looked + zones * natGateway.month + through
  return table([`a stage with ${millions} million messages a month`, 'dollars a month'], [
    ['behind a REST API', dollars(rest)],
    ['its firewall', dollars(firewall.month + looked)],
    [`fixed addresses by NAT gateways in ${zones} zones, ${millions * gbPerMillion} GB`, dollars(zones * natGateway.month + through)],
    ['**together**', `**${dollars(all)}**`],
    ['behind an HTTP API, without these two', dollars(http)]
  ])
}

/** docs/costs.md's table of quantities and prices. */
export function priceTable (): string {
  const units = unitsOf(1e6, 'http')
  const quantity = (value: number) => value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Math.round(value * 100) / 100)
  return table(['', 'in a month with a million', 'free every month', 'price'],
    (Object.entries(PRICES)).map(([name, { what, usd, per, free, source }]) => [
    `[${what}](${source})`, name === 'restRequests' ? 'or 1,000,000' : quantity(units[name as Priced]), quantity(free),
    per === 1 ? `$${usd}` : `$${usd} per million`
    ]))
}

/** docs/costs.md's list of the assumptions behind the calculation. */
export function assumptions (): string {
  const { writeUnits, readUnits, acceptMs, fanOutMs, deliverMs, queueRequests, logBytes, storedBytes, keptDays, sentBytes } = USAGE
  const { memory, sweepMs, pollsPerMinute, polledQueues, restTracedShare, authorizerSeconds } = STANDING
  return [
    '- A payload of 1 KB to one endpoint, sent with an idempotency key; the first attempt succeeds. Each further endpoint takes three more write units and a delivery.',
    `- Not included: endpoints that fail. A delivery that is exhausted after 8 attempts takes ${WRITE_UNITS.exhausted} write units, whether its answers have no body, 2 KB or 20 KB; with answers that do not compress, ${WRITE_UNITS.exhaustedWithNoise}.`,
    `- ${writeUnits} write units and ${readUnits} read units of DynamoDB, indexes included: a test measures them.`,
    `- Billed time: ${acceptMs} ms to accept (${memory.http} GB), ${fanOutMs} ms to fan out (${memory.fanOut} GB), ${deliverMs} ms to deliver (${memory.deliver} GB), of which ${WAITS.endpoint} ms wait for the endpoint. \`npm run bench:message\` measured ${CPU.accept}, ${CPU.fanOut} and ${CPU.deliver} ms of CPU time; it is divided by the share of a processor that the memory gives, and ${WAITS.calls} ms of an invocation are for the calls of DynamoDB and SQS. One message an invocation, as with little traffic.`,
    `- Gathered: ${DELIVER_BATCH} deliveries in an invocation take ${GATHERED.deliverMs} ms each by the same calculation (${CPU.gathered} ms of CPU time were measured for all). Five pollers of Lambda gather apart, so ten a second need a \`deliverWindow\` of 5 s, and a hundred 1 s. Fan-out takes ${1 / GATHERED.fanOuts} messages an invocation, because Lambda polls a stream four times a second.`,
    `- ${queueRequests} requests of SQS for a delivery: send, receive and delete, without batches; ${GATHERED.queueRequests} when gathered.`,
    `- ${number(logBytes)} bytes of logs and metrics (${LOGS.accept} of http, ${LOGS.deliver} of deliver, ${LOGS.gateway} of the gateway; ${number(GATHERED.logBytes)} when gathered) and ${number(storedBytes)} bytes stored, in the same measurement, by DynamoDB's rules for sizes: a payload of 1 KB that compresses to a half. What is stored is kept for ${keptDays} days (the table shows the month in which as much expires as comes in). ${sentBytes / 1000} KB sent.`,
    `- Idle: the sweep runs every minute (${sweepMs} ms), and Lambda's pollers ask each of ${polledQueues} queues about ${pollsPerMinute} times a minute.`,
    `- An HTTP API without an authorizer, as by default. With a REST API: one token, which its authorizer checks every ${authorizerSeconds} seconds, and X-Ray's traces of ${restTracedShare * 100} % of the requests (\`tracedShare\` in \`infra/stages.ts\`); none of an HTTP API's, and none of events (\`tracesEvents\`).`
  ].map(wrapped).join('\n')
}

/** The item of a list, wrapped to lines of at most 120 characters. */
function wrapped (item: string): string {
  return item.replaceAll(/(?=.{121})(.{1,118}) /g, '$1\n  ')
}

const KB = (bytes: number) => bytes % (1024 * 1024) === 0
  ? `${bytes / 1024 / 1024} MiB`
  : bytes % 1024 === 0 ? `${bytes / 1024} KiB` : `${bytes.toLocaleString('en-US')} bytes`
const number = (value: number) => value.toLocaleString('en-US')
const property = (schema: TSchema, name: string) => (schema.properties as Record<string, TSchema>)[name]!
// Of an array, or of the array in a nullable.
const arrayOf = (schema: TSchema) => [schema, ...(schema.anyOf as TSchema[] | undefined ?? [])].find(({ type }) => type === 'array')!

/** docs/limits.md's tables. */
export function limitTables (): string {
  const { dev, prod } = stages as Record<'dev' | 'prod', NonNullable<typeof stages[string]>>
  const [channels, tags, retention] = [
    'channels', 'tags', 'payloadRetentionPeriod'
  ].map(name => property(MessageIn, name)) as [TSchema, TSchema, TSchema]
  const left = (head: readonly string[], rows: ReadonlyArray<readonly string[]>) =>
    [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')
  return [
    '### Sizes', '',
    left(['what', 'limit', 'held by', 'beyond it'], [
      ['request body', KB(BODY_LIMIT), 'the app', '413'],
      ['the same, compressed', `${KB(BODY_LIMIT)} inflated, in gzip, deflate or br`, 'the app', '413; 415 for another content-encoding'],
      ['request body in AWS', '10 MB at the gateway, 6 MB to Lambda (base64 for binary)', 'AWS', '413'],
      [
        'answer in AWS', '6 MB: a page of a list ends before, and says that more follows', 'the app',
        'next page; 413 where there are no pages, such as an export of the environment'
      ],
      ['nesting depth of JSON', `${MAX_DEPTH} levels`, 'the app', '422'],
      [
        'payload kept in its item',
        `${KB(
          INLINE_LIMIT
        )} compressed; larger ones go to the bucket; without one to the data directory, or on a DynamoDB to the table, in parts`,
        'the app', 'nothing is refused'
      ],
      ['metadata of an application or endpoint', KB(METADATA_LIMIT), 'the app', '422'],
      ['name of a custom header', `${MAX_NAME_BYTES} bytes`, 'the app', '422'],
      ['value of a custom header', KB(MAX_VALUE_BYTES), 'the app', '422'],
      ["an endpoint's answer", `its first ${Number(settings.answerBytes.default).toLocaleString('en')} bytes are kept; up to ${KB(MAX_BODY_BYTES)} by \`POSTHORN_ANSWER_BYTES\``, 'the app', 'cut'],
      ['an imported entry', KB(ENTRY_LIMIT), 'the import', 'that line is refused, in the report'],
      ['an imported file', 'only that of S3', 'AWS', ''],
      ['a compressed file, in AWS', `about 20 GB of text: each turn of ${TIMEOUTS.import} s inflates it from its beginning`, 'gzip',
        'each turn is slower; when a turn cannot inflate to its position, the entry ends in the dead-letter queue: upload the file in parts']
    ]),
    '', '### Numbers', '',
    left(['what', 'limit', 'held by'], [
      ['messages in a batch', '100', 'the app'],
      ['channels of a message', String(arrayOf(channels).maxItems), 'the app'],
      ['tags of a message', String(arrayOf(tags).maxItems), 'the app'],
      ['custom headers of an endpoint', number(MAX_HEADERS), 'the app'],
      ['event types that an endpoint names', number(MAX_EVENT_TYPES), 'the app'],
      ['event types in an import of an environment', number(MAX_IMPORTED_TYPES), 'the app'],
      ['event types that a replay is for', number(MAX_FILTER_TYPES), 'the app'],
      ['items of a page', '250', 'the app'],
      ['waits in a retry schedule', `${RetrySchedule.maxItems}, each up to 7 days`, 'the app'],
      ['`throttleRate`', `${ThrottleRate.minimum} to ${number(ThrottleRate.maximum!)} a second`, 'all processes together'],
      ['`acceptRate`', `${AcceptRate.minimum} to ${number(AcceptRate.maximum!)} a second`, 'all processes together; 429'],
      ['days that a payload is kept', `${retention.minimum} to ${retention.maximum}`, 'the app, and the TTL'],
      ['life of an upload URL', 'an hour; in AWS less when the function’s credentials expire earlier: request a new URL', 'the app, S3'],
      ['life of an idempotency key', `${IDEMPOTENCY_MS / HOUR_MS} hours`, 'the app'],
      ['time of a delivery request', `${settings.requestTimeoutMs.default}, at most 30s`, '`POSTHORN_REQUEST_TIMEOUT`'],
      [
        'requests in flight of a Node server', `${settings.deliveryConcurrency.default}, a tenth of them to one endpoint`,
        '`POSTHORN_DELIVERY_CONCURRENCY`'
      ],
      ['concurrent DNS lookups',
        '2 on a Node server, 8 in the image and in AWS; names whose last lookup took over a second use half of them',
        'half of the threads that `UV_THREADPOOL_SIZE` gives Node']
    ]),
    ...timeTable(left),
    '', '### Rates and bounds in AWS', '',
    left(['what', 'dev', 'prod', 'set in'], [
      [
        'requests a second at the gateway',
        ...[dev, prod].map(({ gateway }) => `${number(gateway.throttle.rate)}, ${number(gateway.throttle.burst)} at once`),
        '`gateway.throttle`'
      ],
      [
        'invocations that deliver at once',
        ...[dev, prod].map(({ concurrency }) => `${concurrency.deliver}, each ${DELIVER_BATCH} deliveries`), '`concurrency.deliver`'
      ],
      ['imports at once', ...[dev, prod].map(({ concurrency }) => String(concurrency.import)), '`concurrency.import`'],
      [
        'batches of a shard fanned out at once', ...[dev, prod].map(({ concurrency }) => String(concurrency.fanOut)), '`concurrency.fanOut`'
      ],
      ['time of an invocation', ...[dev, prod].map(
        () => `http ${TIMEOUTS.http} s, deliver ${TIMEOUTS.deliver} s, sweep ${TIMEOUTS.sweep} s, import ${TIMEOUTS.import} s`
      ), '`src/facts/functions.ts`']
    ]),
    '', '### Quotas of AWS that are met first', '',
    left(['quota', 'default', 'what it bounds'], [
      [
        'Lambda, concurrent executions (L-B99A9384)', '1,000 a region; 10 in some new accounts',
        'all functions together: `npm run doctor` shows your quota'
      ],
      [
        'API Gateway, throttle rate (L-8A5B8E43)', `${number(DEFAULT_GATEWAY_RATE)} requests a second a region, less in some`,
        'all APIs of the account together'
      ],
      ['SQS, messages in flight', `${number(IN_FLIGHT_QUOTA)} a queue`, 'deliveries that were handed out and have not ended'],
      [
        'DynamoDB, on-demand tables', '40,000 write units a second a table; a new one begins with 4,000',
        'about 5,000 messages a second a table; until it has grown, bursts are throttled and retried'
      ],
      [
        'SSM, GetParameters', '40 a second, an account and region',
        'cold starts: http, deliver and an authorizer read their secrets by one call each when they start. Beyond it the call is repeated, ' +
        'and a start takes longer; raise it in the settings of SSM (higher throughput), or let `provisioned` start functions before'
      ],
      [
        'DynamoDB, one partition', '1,000 write units a second',
        'deliveries to one endpoint: each writes its row once or twice, so about 500 a second'
      ],
      ['the same', '1,000 write units a second', 'messages of one application: spread by `messageShards`, up to 128'],
      [
        'the same for retries', `about ${number(500 * DUE_SHARDS.deliveries)} a second in a stage`,
        `failed attempts whose retry waits in the table: the ${DUE_SHARDS.deliveries} shards of the index \`due\``
      ]
    ])
  ].join('\n')
}

const seconds = (ms: number) => ms < 1000 ? `${ms} ms` : `${ms / 1000} s`

/** The limits of time and memory for work whose duration depends on the caller's own text, such as schemas. */
function timeTable (left: (head: readonly string[], rows: ReadonlyArray<readonly string[]>) => string): string[] {
  const checks = `${seconds(EACH_MS)}; all of a request, ${seconds(BUDGET_MS)} together`
  return ['', '### Time and memory for what a request asks for', '', left(['what', 'limit', 'beyond it'], [
    [
      'check of a payload with its schema, regular expressions included', checks,
      '422 for that message, in a batch or an import for it alone'
    ],
    [
      'checks of one event type that took too long', `${STRIKES}, each within ${seconds(PAUSE_MS)} of the one before`,
      `422 without a check for ${seconds(PAUSE_MS)}, or until the event type is changed`
    ],
    ['check of a schema that is written', `${seconds(COMPILE_LIMIT_MS)}; all of a request, ${seconds(JUDGE_MS)} together`, '422'],
    ['reading an OpenAPI document, JSON or YAML', seconds(DESCRIBE_MS), '422: import it in parts'],
    [
      'the same with its YAML aliases and references written out',
      `${KB(EXPANDED_LIMIT)} of text; ${number(MAX_NODES)} values in all schemas`, '422'
    ],
    ['time in the queue for one of these', seconds(PATIENCE_MS), '503'],
    ['memory of the threads that do this', `${PAYLOADS_MB} MB for payloads, ${SCHEMAS_MB} MB for schemas and documents`, '422']
  ])]
}

const PROGRAM = await allCommands()

/** The help of every command, as the program prints it. */
function commandPages (): string {
  return PROGRAM.commands.filter(command => command.name() !== 'help').map(command => {
    let text = ''
    command.configureOutput({ writeOut: part => { text += part }, getOutHelpWidth: () => 100, getOutHasColors: () => false })
    command.outputHelp()
    return `### posthorn ${command.name()}\n\n\`\`\`\n${text.trimEnd()}\n\`\`\``
  }).join('\n\n')
}

/** The index of docs/runbook.md: each fault with the alarms that report it. */
const faultTable = () => [
  row(['fault', 'what a customer notices', 'alarms']), row(['---', '---', '---']),
  ...Object.values<Fault>(FAULTS).map(({ fault, noticed, alarms }) =>
    row([fault, noticed, alarms.map(name => `[${name}](#${name})`).join(', ')]))
].join('\n')

/** docs/metrics.md's table. */
export function metricsTable (): string {
  const labelled = (metrics: object, labels: readonly string[]) => Object.values(metrics as typeof METRICS).map(one => ({ ...one, labels }))
  const all = [...labelled(METRICS, []), ...Object.values(NODE_METRICS), ...labelled(USAGE_METRICS, [USAGE_LABEL])]
  return ['| name | kind | labels | what it is |', '|---|---|---|---|', ...all.map(({ name, kind, labels, help }) => row([`\`${name}\``, kind, labels.map(label => `\`${label}\``).join(', '), help]))].join('\n')
}

const PAGES: Record<string, Record<string, () => string>> = {
  'docs/guides/operational-webhooks.md': { types: operationalTypes },
  'docs/metrics.md': { metrics: metricsTable },
  'docs/cli.md': { commands: commandPages },
  'docs/costs.md': { costs: costTables, floor: floorTable, example: exampleStage, retention: retentionTable, prices: priceTable, assumptions },
  'docs/data.md': { attributes: modelTables },
  'docs/limits.md': { limits: limitTables },
  'docs/runbook.md': { faults: faultTable },
  'docs/stages.md': { options: () => stageTable(stageSchema()) }
}

/** A page with its generated tables. Throws if the place of a table is missing. */
export function generatePage (name: string, page: string): string {
  return Object.entries(PAGES[name]!).reduce((text, [place, made]) => {
    const between = new RegExp(`(?<=<!-- ${place}: npm run pages -->\\n)[^]*?(?=<!-- end of ${place} -->)`)
    if (!between.test(text)) throw new Error(`${name} has no place for ${place}.`)
    return text.replace(between, () => `\n${made()}\n\n`)
  }, page)
}

export const pages = Object.keys(PAGES)
