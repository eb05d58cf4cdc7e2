import { TimeZone } from 'aws-cdk-lib'
import { Schedule } from 'aws-cdk-lib/aws-applicationautoscaling'
import type { Alias } from 'aws-cdk-lib/aws-lambda'
import type { Provisioned } from '../stages.js'

/** Lets the provisioned concurrency of the HTTP function depend on the time or on the number of busy instances. */
export function scaleProvisioned (alias: Alias, { min, max, utilization, schedule = [] }: Provisioned): void {
  if (utilization === undefined && schedule.length === 0) return
  const scaling = alias.addAutoScaling({ minCapacity: min, maxCapacity: max })
  if (utilization !== undefined) scaling.scaleOnUtilization({ utilizationTarget: utilization })
  schedule.forEach(({ cron, timeZone, ...bounds }, index) => {
    scaling.scaleOnSchedule(`At${index}`, {
      schedule: Schedule.expression(`cron(${cron})`),
      minCapacity: bounds.min, maxCapacity: bounds.max, ...(timeZone !== undefined && { timeZone: TimeZone.of(timeZone) })
    })
  })
}
