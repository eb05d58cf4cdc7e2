import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import t from 'tap'

/** The content of the stub's account. A test may change it at any time. */
export interface Account {
  parameters: Record<string, { Type: string, Value: string }>
  outputs: Record<string, Record<string, string>>
  concurrency: { ConcurrentExecutions: number, UnreservedConcurrentExecutions: number }
  gatewayRate: number
  /** The alarms of CloudWatch, the sums of its metrics by `<metric> <function>`, and the subscriptions of any topic. */
  alarms?: Array<{ AlarmName: string, StateValue: string, StateReason?: string, ActionsEnabled: boolean, AlarmActions?: string[] }>
  sums?: Record<string, number>
  subscriptions?: string[]
  /** The states of event sources by the name of their function. */
  sources?: Record<string, string>
  /** Services that answer with this error instead. */
  refused: Record<string, string>
}

/** The few calls of STS, CloudFormation, CloudWatch, SNS, SSM, Lambda and Service Quotas that describe an account, answered as by AWS. */
export async function startAwsStub (account: Account): Promise<string> {
  const server = createServer((request, response) => { void answer(account, request, response) })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { server.closeAllConnections(); server.close() })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function answer (account: Account, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request)
  const service = /\/([a-z]+)\/aws4_request/.exec(request.headers.authorization ?? '')?.[1] ?? 'unsigned'
  const refusal = account.refused[service]
  const made = refusal ? undefined : ANSWERS[service]?.(account, body, request)
  const headers = refusal ? { 'content-type': 'application/x-amz-json-1.1' } : {}
  response.writeHead(made === undefined ? 400 : 200, headers).end(made ??
    JSON.stringify({ __type: refusal ?? 'UnknownOperationException' }))
}

const xml = (fields: Record<string, string>) =>
  Object.entries(fields).map(([name, value]) => `<${name}>${value.replaceAll('&', '&amp;')}</${name}>`).join('')

interface Query {
  MetricDataQueries: Array<{
    Id: string, MetricStat: { Metric: { MetricName: string, Dimensions: Array<{ Value: string }> } }
  }>
}

const ANSWERS: Record<string, (account: Account, body: string, request: IncomingMessage) => string | undefined> = {
  monitoring ({ alarms = [], sums = {} }, body, { headers }) {
    if (String(headers['x-amz-target']).endsWith('.GetMetricData')) {
      const { MetricDataQueries } = JSON.parse(body) as Query
      return JSON.stringify({
        MetricDataResults: MetricDataQueries.map(({ Id, MetricStat: { Metric: { MetricName, Dimensions } } }) => {
          const sum = sums[`${MetricName} ${Dimensions[0]!.Value}`]
          return { Id, Values: sum === undefined ? [] : [sum] }
        })
      })
    }
    const { AlarmNamePrefix, NextToken = '0' } = JSON.parse(body) as { AlarmNamePrefix: string, NextToken?: string }
    const found = alarms.filter(({ AlarmName }) => AlarmName.startsWith(AlarmNamePrefix))
    const end = Number(NextToken) + 25
    return JSON.stringify({ MetricAlarms: found.slice(Number(NextToken), end), ...(end < found.length && { NextToken: String(end) }) })
  },
  sns: ({ subscriptions = [] }) =>
    `<ListSubscriptionsByTopicResponse>${subscriptions.map(SubscriptionArn => `<member>${xml({ SubscriptionArn })}</member>`)
      .join('')}</ListSubscriptionsByTopicResponse>`,
  sts: () => `<GetCallerIdentityResponse><GetCallerIdentityResult>${xml({
    Arn: 'arn:aws:iam::123456789012:user/ada', UserId: 'AIDA', Account: '123456789012'
  })}</GetCallerIdentityResult></GetCallerIdentityResponse>`,
  cloudformation ({ outputs }, body) {
    const stack = outputs[new URLSearchParams(body).get('StackName') ?? '']
    return stack && `<Outputs>${Object.entries(stack)
      .map(([OutputKey, OutputValue]) => `<member>${xml({ OutputKey, OutputValue })}</member>`).join('\n')}</Outputs>`
  },
  ssm ({ parameters }, body) {
    const { Names } = JSON.parse(body) as { Names: string[] }
    return JSON.stringify({
      Parameters: Names.filter(name => parameters[name]).map(Name => ({ Name, ...parameters[Name] })),
      InvalidParameters: Names.filter(name => !parameters[name])
    })
  },
  lambda ({ concurrency, sources = {} }, _body, { url = '' }) {
    if (!url.includes('event-source-mappings')) return JSON.stringify({ AccountLimit: concurrency })
    const State = sources[new URL(url, 'http://x').searchParams.get('FunctionName') ?? '']
    return JSON.stringify({
      EventSourceMappings: State === undefined ? [] : [{ UUID: '1c1c-uuid', State, LastProcessingResult: 'No records processed' }]
    })
  },
  servicequotas: ({ gatewayRate }) => JSON.stringify({ Quota: { Value: gatewayRate } })
}
