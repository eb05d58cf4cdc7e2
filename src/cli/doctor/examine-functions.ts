import { CLOUDWATCH, openJson } from '../../aws/json.js'
import { FUNCTIONS, type FunctionName } from '../../facts/functions.js'
import { functionNameIn } from '../../facts/resource-names.js'
import { HOUR_MS } from '../../facts/periods.js'
import type { Aws } from './examine-aws.js'
import { reasonOf, type Finding } from './finding.js'
import type { Target } from './target.js'

const CHECK = 'functions'

interface Answer { MetricDataResults?: Array<{ Id: string, Values?: number[] }> }

/** The functions that an event source calls. */
const FED = ['fan-out', 'deliver', 'import'] as const satisfies FunctionName[]

/** Checks that the event sources of the functions are on, and how often functions failed in the last hour. */
export async function checkFunctions ({ stage, aws }: Target): Promise<Finding[]> {
  if (stage === undefined) return [{ check: CHECK, verdict: 'skip', says: 'only a stage in AWS has functions' }]
  if (!aws) return [{ check: CHECK, verdict: 'skip', says: 'AWS cannot be asked' }]
  const sources = await Promise.all(FED.map(async name => await checkSources(aws, functionNameIn(stage, name))))
  return [...sources.flat(), ...await checkErrors(stage)]
}

async function checkSources (aws: Aws, name: string): Promise<Finding[]> {
  try {
    const sources = await aws.eventSources(name)
    const off = sources.filter(({ State }) => State !== 'Enabled')
    if (sources.length > 0 && off.length === 0) return [{ check: CHECK, verdict: 'pass', says: `${name} is called by its event source` }]
    return [{
      check: CHECK,
      verdict: 'fail',
      says: sources.length === 0
        ? `${name} has no event source: nothing calls it`
        : `the event source of ${name} is ${off[0]!.State} (${off[0]!.LastProcessingResult ?? 'no result'}): nothing calls it`,
      todo: sources.length === 0 ? 'Deploy again.' : `aws lambda update-event-source-mapping --enabled --uuid ${off[0]!.UUID}`
    }]
  } catch (error) {
    return unknown(`whether ${name} is called`, error, 'lambda:ListEventSourceMappings')
  }
}

const unknown = (what: string, error: unknown, permission: string): Finding[] =>
  [{ check: CHECK, verdict: 'skip', says: `${what} is unknown: ${reasonOf(error)}`, todo: `Allow ${permission}.` }]

async function checkErrors (stage: string): Promise<Finding[]> {
  const client = openJson(CLOUDWATCH)
  const asked = FUNCTIONS.flatMap(name => (['Errors', 'Throttles'] as const).map(metric => ({ name, metric })))
  try {
    const { MetricDataResults = [] } = await client.call<Answer>('GetMetricData', {
      StartTime: Math.floor((Date.now() - HOUR_MS) / 1000),
      EndTime: Math.floor(Date.now() / 1000),
      MetricDataQueries: asked.map(({ name, metric }, at) => ({
        Id: `m${at}`,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/Lambda', MetricName: metric, Dimensions: [{ Name: 'FunctionName', Value: functionNameIn(stage, name) }]
          },
          Period: 3600,
          Stat: 'Sum'
        }
      }))
    })
    const sums = new Map(MetricDataResults.map(({ Id, Values = [] }) => [Id, Values.reduce((sum, one) => sum + one, 0)]))
    const failed = asked.flatMap(({ name, metric }, at) => {
      const count = sums.get(`m${at}`) ?? 0
      return count > 0 ? [failure(stage, name, { metric, count })] : []
    })
    return failed.length > 0 ? failed : [{ check: CHECK, verdict: 'pass', says: 'no function failed or was refused within the last hour' }]
  } catch (error) {
    return unknown('how often functions failed', error, 'cloudwatch:GetMetricData')
  } finally {
    await client.close()
  }
}

const failure = (stage: string, name: FunctionName, { metric, count }: { metric: 'Errors' | 'Throttles', count: number }): Finding => ({
  check: CHECK,
  verdict: 'warn',
  says: metric === 'Errors'
    ? `${functionNameIn(stage, name)} failed ${count} times within the last hour`
    : `Lambda refused to start ${functionNameIn(stage, name)} ${count} times within the last hour`,
  todo: metric === 'Errors'
    ? `Look at the log: aws logs tail /posthorn/${stage}/${name} --since 1h`
    : 'Ask for more concurrent executions (Service Quotas, L-B99A9384).'
})
