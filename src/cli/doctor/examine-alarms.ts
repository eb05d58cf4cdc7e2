import { alarmRules } from '../../facts/alarms.js'
import { nameIn } from '../../facts/resource-names.js'
import { CLOUDWATCH, openJson } from '../../aws/json.js'
import type { Aws } from './examine-aws.js'
import { reasonOf, type Finding } from './finding.js'
import type { Target } from './target.js'

const CHECK = 'alarms'
const RUNBOOK = 'docs/runbook.md'
// Names do not depend on limits. A stage behind an HTTP API has no authorizer and no alarm for it, unless it asks for one.
const RULES = alarmRules({ acceptMs: 1, dueSeconds: 1, fanOutSeconds: 1 }).filter(({ name }) => name !== 'errors-authorizer')

export interface Alarm { AlarmName: string, StateValue: string, StateReason?: string, ActionsEnabled: boolean, AlarmActions: string[] }

/** Checks that a stage has its alarms, that they tell somebody, and which of them are on. */
export async function checkAlarms ({ stage, aws }: Target): Promise<Finding[]> {
  if (stage === undefined) return [{ check: CHECK, verdict: 'skip', says: 'only a stage in AWS has alarms' }]
  if (!aws) return [{ check: CHECK, verdict: 'skip', says: 'AWS cannot be asked' }]
  const alarms = await alarmsOf(stage)
  const topics = [...new Set(alarms.flatMap(({ AlarmActions }) => AlarmActions))]
  const subscribed = await Promise.all(topics.map(async topic => await checkTopic(aws, topic)))
  const found = [
    ...missing(stage, alarms),
    ...silent(alarms),
    ...subscribed.flat(),
    ...alarms.filter(({ StateValue }) => StateValue === 'ALARM').map(on(stage))
  ]
  if (found.length > 0) return found
  return [{ check: CHECK, verdict: 'pass', says: `${alarms.length} alarms, none of them on, tell ${topics.join(' and ')}` }]
}

async function alarmsOf (stage: string): Promise<Alarm[]> {
  const client = openJson(CLOUDWATCH)
  const alarms: Alarm[] = []
  try {
    let NextToken: string | undefined
    do {
      const page: { MetricAlarms?: Array<Alarm & { AlarmActions?: string[] }>, NextToken?: string } = await client.call('DescribeAlarms', {
        AlarmNamePrefix: nameIn(stage, ''), ...(NextToken !== undefined && { NextToken })
      })
      alarms.push(...(page.MetricAlarms ?? []).map(alarm => ({ ...alarm, AlarmActions: alarm.AlarmActions ?? [] })))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    return alarms
  } finally {
    await client.close()
  }
}

function missing (stage: string, alarms: readonly Alarm[]): Finding[] {
  const names = new Set(alarms.map(({ AlarmName }) => AlarmName))
  const lacking = RULES.filter(({ name }) => !names.has(nameIn(stage, name)))
  const free = lacking.filter(({ isFree }) => isFree)
  if (free.length > 0) {
    return [{
      check: CHECK, verdict: 'fail', says: `${free.length} alarms are missing: ${namesOf(free)}`, todo: 'Deploy the version that runs.'
    }]
  }
  if (lacking.length === 0) return []
  return [{
    check: CHECK,
    verdict: 'warn',
    says: `${lacking.length} of ${RULES.length} alarms are left out: some faults tell nobody`,
    todo: "Set alarms.watch to 'all' in the stage, where customers depend on it."
  }]
}

const namesOf = (rules: ReadonlyArray<{ name: string }>) => rules.map(({ name }) => name).join(', ')

function silent (alarms: readonly Alarm[]): Finding[] {
  const mute = alarms.filter(({ ActionsEnabled, AlarmActions }) => !ActionsEnabled || AlarmActions.length === 0)
  if (mute.length === 0) return []
  const isAll = mute.length === alarms.length
  return [{
    check: CHECK,
    // A stage without an address has no actions anywhere. Single ones were switched off by hand.
    verdict: isAll && mute.every(({ ActionsEnabled }) => ActionsEnabled) ? 'warn' : 'fail',
    says: `${isAll ? 'the' : `${mute.length}`} alarms tell nobody${isAll ? '' : `: ${mute.map(({ AlarmName }) => AlarmName).join(', ')}`}`,
    todo: 'Set alarms.email or alarms.topicArn in the stage, and deploy; aws cloudwatch enable-alarm-actions where they were disabled.'
  }]
}

const on = (stage: string) => ({ AlarmName, StateReason = '' }: Alarm): Finding => {
  const name = AlarmName.slice(nameIn(stage, '').length)
  return { check: CHECK, verdict: 'fail', says: `${AlarmName} is on: ${StateReason}`, todo: `See ${RUNBOOK}#${name}.` }
}

/** An e-mail address gets nothing until it is confirmed. */
async function checkTopic (aws: Aws, topic: string): Promise<Finding[]> {
  try {
    const { confirmed, pending } = await aws.subscriptions(topic)
    if (confirmed > 0) return []
    return [{
      check: CHECK,
      verdict: 'fail',
      says: pending > 0 ? `nobody has confirmed the subscription of ${topic}` : `${topic} has no subscription`,
      todo: 'Follow the link in the e-mail of AWS Notifications, or subscribe somebody to the topic.'
    }]
  } catch (error) {
    return [{
      check: CHECK, verdict: 'skip', says: `whom ${topic} tells is unknown: ${reasonOf(error)}`, todo: 'Allow sns:ListSubscriptionsByTopic.'
    }]
  }
}
