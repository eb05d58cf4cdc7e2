import { TimeZone } from 'aws-cdk-lib'
import { Schedule } from 'aws-cdk-lib/aws-applicationautoscaling'
import { Alias, type Function as LambdaFunction, type IVersion } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import type { Provisioned } from '../stages.js'

/** What a gateway needs to know of a function. */
export interface Invoked { readonly functionArn: string }

/** The function itself, or an alias of which so many are kept started, by time or by how many are busy. */
export function withProvisioned (scope: Construct, http: LambdaFunction, provisioned?: Provisioned): Invoked {
  if (!provisioned) return http
  const { min, max, utilization, schedule = [] } = provisioned
  const alias = new Alias(scope, 'Live', {
    aliasName: 'live',
    version: http.currentVersion as IVersion,
    provisionedConcurrentExecutions: min
  })
  if (utilization === undefined && schedule.length === 0) return alias
  const scaling = alias.addAutoScaling({ minCapacity: min, maxCapacity: max })
  if (utilization !== undefined) scaling.scaleOnUtilization({ utilizationTarget: utilization })
  schedule.forEach(({ cron, timeZone, ...bounds }, index) => {
    scaling.scaleOnSchedule(`At${index}`, {
      schedule: Schedule.expression(`cron(${cron})`),
      minCapacity: bounds.min, maxCapacity: bounds.max, ...(timeZone !== undefined && { timeZone: TimeZone.of(timeZone) })
    })
  })
  return alias
}
