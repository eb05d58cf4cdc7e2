import { SSMClient } from '@aws-sdk/client-ssm'
import { AwsClient } from 'aws4fetch'

export interface Identity { account: string, arn: string }

/** The calls to AWS that only the doctor makes: signed requests instead of four more clients of the SDK. */
export interface Aws {
  region: string
  identity: () => Promise<Identity>
  /** The outputs of a CloudFormation stack. */
  outputs: (stack: string) => Promise<Record<string, string>>
  /** How many Lambda executions the account may have at once, and how many of them no function has reserved. */
  concurrency: () => Promise<{ limit: number, unreserved: number }>
  /** The value of a quota that applies to this account. */
  quota: (service: string, code: string) => Promise<number>
  /** What AWS's clock said in its last answer, and when that was here (Unix ms). */
  clock: () => { theirs: number, ours: number } | undefined
}

const ANSWER_WITHIN_MS = 8000

/** AWS by the usual credentials and region; `endpoint` stands in for all of AWS. Throws when there are no credentials. */
export async function connectAws (endpoint?: string): Promise<Aws> {
  const { config } = new SSMClient({})
  const [credentials, region] = await Promise.all([config.credentials(), config.region()])
  const signed = new AwsClient({ ...credentials, region, retries: 1 })
  let clock: { theirs: number, ours: number } | undefined

  async function call (service: string, { path = '/', ...init }: RequestInit & { path?: string }): Promise<string> {
    const url = (endpoint ?? `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`).replace(/\/$/, '') + path
    const answer = await signed.fetch(url, { ...init, aws: { service, region }, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    const text = await answer.text()
    const theirs = Date.parse(answer.headers.get('date') ?? '')
    if (!Number.isNaN(theirs)) clock = { theirs, ours: Date.now() }
    if (!answer.ok) throw new Error(`${service} answered ${answer.status} ${errorCode(text)}`.trim())
    return text
  }
  const query = async (service: string, fields: Record<string, string>) => await call(service, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString()
  })

  return {
    region,
    clock: () => clock,
    async identity () {
      const xml = await query('sts', { Action: 'GetCallerIdentity', Version: '2011-06-15' })
      return { account: element(xml, 'Account') ?? '?', arn: element(xml, 'Arn') ?? '?' }
    },
    async outputs (stack) {
      return outputsIn(await query('cloudformation', { Action: 'DescribeStacks', Version: '2010-05-15', StackName: stack }))
    },
    async concurrency () {
      const { AccountLimit } = JSON.parse(await call('lambda', {
        method: 'GET',
        path: '/2016-08-19/account-settings'
      })) as { AccountLimit: { ConcurrentExecutions: number, UnreservedConcurrentExecutions: number } }
      return { limit: AccountLimit.ConcurrentExecutions, unreserved: AccountLimit.UnreservedConcurrentExecutions }
    },
    async quota (ServiceCode, QuotaCode) {
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'ServiceQuotasV20190624.GetServiceQuota' }
      const { Quota } = JSON.parse(await call('servicequotas', {
        method: 'POST',
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

const element = (xml: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
const errorCode = (text: string) => element(text, 'Code') ?? /"__type" *: *"(?:[^"#]*#)?([^"]*)"/.exec(text)?.[1] ?? ''

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
const unescaped = (text: string) => text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name]!)
