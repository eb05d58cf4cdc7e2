import { usualCredentials, usualRegion } from '../../aws/aws-credentials.js'
import type { Service } from '../../aws/bounds.js'
import { openClient } from '../../aws/client.js'
import { element, unescaped, type AwsError } from '../../aws/failures.js'
import { LIVE } from '../../facts/functions.js'

export interface Identity { account: string, arn: string }

export interface EventSource { UUID: string, State: string, LastProcessingResult?: string }

/** The calls to AWS that only the doctor makes. */
export interface Aws {
  region: string
  identity: () => Promise<Identity>
  /** The outputs of a CloudFormation stack. */
  outputs: (stack: string) => Promise<Record<string, string>>
  /** When a CloudFormation stack was last changed, Unix ms; undefined for a stack that was only created. */
  changedAt: (stack: string) => Promise<number | undefined>
  /** How many Lambda executions the account may have at once, and how many of them no function has reserved. */
  concurrency: () => Promise<{ limit: number, unreserved: number }>
  /** The value of a quota that applies to this account. */
  quota: (service: string, code: string) => Promise<number>
  /** The event sources that call a function. */
  eventSources: (functionName: string) => Promise<EventSource[]>
  /** How many subscriptions of an SNS topic are confirmed, and how many wait for it. */
  subscriptions: (topicArn: string) => Promise<{ confirmed: number, pending: number }>
  /** The time of AWS's clock in its last answer, and the local time of that answer (Unix ms). */
  clock: () => { theirs: number, ours: number } | undefined
}

/** AWS with the usual credentials and region; `endpoint` replaces all services of AWS. Throws when there are no credentials. */
export async function connectAws (endpoint?: string): Promise<Aws> {
  const credentials = usualCredentials()
  const region = await usualRegion()
  await credentials()
  let clock: { theirs: number, ours: number } | undefined

  async function call (service: Service, { method = 'POST', path = '/', headers = {}, body = '' }: Asked): Promise<string> {
    const client = openClient(service, { endpoint, region, credentials })
    try {
      const answer = await client.send({ method, path, headers, body: Buffer.from(body) })
      const theirs = Date.parse(String(answer.headers.date))
      if (!Number.isNaN(theirs)) clock = { theirs, ours: Date.now() }
      return answer.body.toString()
    } catch (error) {
      const { status, name } = error as AwsError
      throw status === undefined ? error : new Error(`${service} answered ${status} ${name}`)
    } finally {
      await client.close()
    }
  }
  const query = async (service: Service, fields: Record<string, string>) => await call(service, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString()
  })

  const stackOf = async (StackName: string) => await query('cloudformation', { Action: 'DescribeStacks', Version: '2010-05-15', StackName })
  const sourcesOf = async (called: string): Promise<EventSource[] | undefined> => {
    const path = `/2015-03-31/event-source-mappings?FunctionName=${encodeURIComponent(called)}`
    const answer = JSON.parse(await call('lambda', { method: 'GET', path })) as { EventSourceMappings?: EventSource[] }
    return answer.EventSourceMappings?.length ? answer.EventSourceMappings : undefined
  }

  return {
    region,
    clock: () => clock,
    async identity () {
      const xml = await query('sts', { Action: 'GetCallerIdentity', Version: '2011-06-15' })
      return { account: element(xml, 'Account') ?? '?', arn: element(xml, 'Arn') ?? '?' }
    },
    outputs: async stack => outputsIn(await stackOf(stack)),
    changedAt: async stack => changedAtIn(await stackOf(stack)),
    async concurrency () {
      const { AccountLimit } = JSON.parse(await call('lambda', {
        method: 'GET',
        path: '/2016-08-19/account-settings'
      })) as { AccountLimit: { ConcurrentExecutions: number, UnreservedConcurrentExecutions: number } }
      return { limit: AccountLimit.ConcurrentExecutions, unreserved: AccountLimit.UnreservedConcurrentExecutions }
    },
    // They call the alias. Those of a deployment without one call the function.
    eventSources: async name => await sourcesOf(`${name}:${LIVE}`) ?? await sourcesOf(name) ?? [],
    async subscriptions (TopicArn) {
      return subscriptionsIn(await query('sns', { Action: 'ListSubscriptionsByTopic', Version: '2010-03-31', TopicArn }))
    },
    async quota (ServiceCode, QuotaCode) {
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'ServiceQuotasV20190624.GetServiceQuota' }
      const { Quota } = JSON.parse(await call('servicequotas', {
        headers,
        body: JSON.stringify({ ServiceCode, QuotaCode })
      })) as { Quota: { Value: number } }
      return Quota.Value
    }
  }
}

/** The outputs that a DescribeStacks answer lists. */
export function outputsIn (xml: string): Record<string, string> {
  const pairs = [...xml.matchAll(/<OutputKey>([^<]*)<\/OutputKey>\s*<OutputValue>([^<]*)<\/OutputValue>/g)]
  return Object.fromEntries(pairs.map(([, key, value]) => [unescaped(key!), unescaped(value!)]))
}

function changedAtIn (xml: string): number | undefined {
  const changed = element(xml, 'LastUpdatedTime')
  return changed ? Date.parse(changed) : undefined
}

function subscriptionsIn (xml: string): { confirmed: number, pending: number } {
  const arns = [...xml.matchAll(/<SubscriptionArn>([^<]*)<\/SubscriptionArn>/g)].map(([, arn]) => arn)
  const pending = arns.filter(arn => arn === 'PendingConfirmation').length
  return { pending, confirmed: arns.length - pending }
}

interface Asked { method?: string, path?: string, headers?: Record<string, string>, body?: string }
