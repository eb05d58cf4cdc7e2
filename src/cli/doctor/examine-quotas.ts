import { reasonOf, type Finding } from './finding.js'
import { IN_FLIGHT_QUOTA } from './examine-queues.js'
import type { Target } from './target.js'

const CHECK = 'quotas'
/** A new account may have 10; the documented default is 1,000. With fewer, a burst of deliveries can starve the API. */
const LITTLE_CONCURRENCY = 100
/** Lambda's documented default, executions at once in a region. */
const DEFAULT_CONCURRENCY = 1000
/** API Gateway's documented default, requests a second over all APIs of a region. */
export const DEFAULT_GATEWAY_RATE = 10_000
const GATEWAY_RATE = ['apigateway', 'L-8A5B8E43'] as const

/** The quotas of the account that are reached first. Where AWS does not answer, the finding has the documented default and says so. */
export async function checkQuotas ({ aws, isEmbedded }: Target): Promise<Finding[]> {
  if (!aws) {
    return [{ check: CHECK, verdict: 'skip', says: isEmbedded ? 'without AWS there are none but this machine\'s' : 'AWS cannot be asked' }]
  }
  const inFlight: Finding = {
    check: CHECK,
    verdict: 'pass',
    says: `SQS: ${count(IN_FLIGHT_QUOTA)} messages in flight in a standard queue (documented; AWS tells no other)`
  }
  return [await concurrency(aws), await gatewayRate(aws), inFlight]
}

async function concurrency (aws: NonNullable<Target['aws']>): Promise<Finding> {
  try {
    const { limit, unreserved } = await aws.concurrency()
    const says = `Lambda: ${count(limit)} executions at once in ${aws.region}, ${count(unreserved)} of them not reserved`
    if (limit >= LITTLE_CONCURRENCY) return { check: CHECK, verdict: 'pass', says }
    return {
      check: CHECK,
      verdict: 'warn',
      says: `${says}; the usual is ${count(DEFAULT_CONCURRENCY)}`,
      todo: 'Ask for it in Service Quotas (Lambda, Concurrent executions, L-B99A9384): a busy worker leaves too little for the API.'
    }
  } catch (error) {
    return {
      check: CHECK,
      verdict: 'skip',
      says: `Lambda: unknown (${reasonOf(error)}); ${count(DEFAULT_CONCURRENCY)} executions at once is the documented default, ` +
        'new accounts have as few as 10',
      ...advice(error, 'lambda:GetAccountSettings')
    }
  }
}

async function gatewayRate (aws: NonNullable<Target['aws']>): Promise<Finding> {
  try {
    const rate = await aws.quota(...GATEWAY_RATE)
    const finding: Finding = {
      check: CHECK,
      verdict: rate < DEFAULT_GATEWAY_RATE ? 'warn' : 'pass',
      says: `API Gateway: ${count(rate)} requests a second over all APIs in ${aws.region}`
    }
    return finding.verdict === 'pass'
      ? finding
      : {
          ...finding,
          todo: `The usual is ${count(DEFAULT_GATEWAY_RATE)}: some regions have less; ask for more in Service Quotas if you need it.`
        }
  } catch (error) {
    return {
      check: CHECK,
      verdict: 'skip',
      says: `API Gateway: unknown (${reasonOf(error)}); ` +
        `${count(DEFAULT_GATEWAY_RATE)} requests a second is the documented default of most regions`,
      ...advice(error, 'servicequotas:GetServiceQuota')
    }
  }
}

// Only a refusal gets this advice: a permission does not repair another failure, such as a connection.
const advice = (error: unknown, action: string) => /\b403\b|AccessDenied/.test(reasonOf(error)) ? { todo: `Allow ${action} to know.` } : {}

const count = (number: number) => number.toLocaleString('en-US')
