import { TimeZone } from 'aws-cdk-lib'
import { Schedule } from 'aws-cdk-lib/aws-applicationautoscaling'
import { Alias, type Function as LambdaFunction, type IVersion } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { LIVE } from '../../src/facts/functions.js'
import type { Provisioned } from '../stages.js'

/** The part of a function that a gateway needs. */
export interface Invoked { readonly functionArn: string }

/** The function, or an alias with provisioned concurrency, which may depend on the time or on the number of busy instances. */
export function withProvisioned (scope: Construct, http: LambdaFunction, provisioned?: Provisioned): Invoked {
  if (!provisioned) return http
  const { min, max, utilization, schedule = [] } = provisioned
  const alias = new Alias(scope, 'Live', {
    aliasName: LIVE,
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
