import { Aws, RemovalPolicy } from 'aws-cdk-lib'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import type { FunctionName } from '../../src/facts/functions.js'
import type { Stage } from '../stages.js'

/** The log group of a function; `*`: of all. */
export const functionLog = ({ name: stage }: Pick<Stage, 'name'>, name: FunctionName | '*') => `/posthorn/${stage}/${name}`

/** The log group for the gateway's access log. Under this prefix, AWS needs no policy for each log group. */
export const accessLog = ({ name }: Pick<Stage, 'name'>) => `/aws/vendedlogs/posthorn/${name}/access`

export const logGroupArn = (name: string) => `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${name}`

/** The log groups of a stage, with the stage's retention, and encrypted with `key` if it is given. */
export function createLogs (scope: Construct, stage: Stage, key?: IKey): void {
  const names = [accessLog(stage), ...Object.keys(stage.memory).map(name => functionLog(stage, name as FunctionName))]
  for (const logGroupName of names) {
    new LogGroup(scope, `Log ${logGroupName}`, {
      logGroupName,
      retention: stage.logDays,
      ...(key && { encryptionKey: key }),
      removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY
    })
  }
}
