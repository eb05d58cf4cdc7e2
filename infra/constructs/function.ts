import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  ApplicationLogLevel, Architecture, Function as LambdaFunction, LoggingFormat, Runtime, SystemLogLevel, Tracing
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { TIMEOUTS, type FunctionName } from '../../src/facts/functions.js'
import { functionNameIn } from '../../src/facts/resource-names.js'
import type { Stage } from '../stages.js'
import { acknowledge, shownTokens } from './acknowledge.js'
import { codeOf } from './code.js'
import type { Network } from './fixed-addresses.js'
import { functionLog, logGroupArn } from './logs.js'

// A REST API begins the traces of these functions.
const CALLED_BY_GATEWAY: ReadonlySet<FunctionName> = new Set(['http', 'authorizer'])

export interface Host {
  stage: Stage
  /** The folder with one folder for each bundled function. */
  bundles: string
}

/**
 * A function with a separate role and log group (logs.ts). It may write its logs and traces; all other permissions are
 * granted (grants.ts).
 */
export function createFunction (
  scope: Construct,
  name: FunctionName,
  { stage, bundles }: Host,
  { environment, network }: { environment: Record<string, string>, network?: Network }
): LambdaFunction {
  const id = idOf(name)
  const logName = functionLog(stage, name)
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `Posthorn ${stage.name}: ${name}`
  })
  role.addToPolicy(new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [`${logGroupArn(logName)}:*`]
  }))
  const reserved = stage.concurrency.reserved[name]
  const created = new LambdaFunction(scope, id, {
    functionName: functionNameIn(stage.name, name),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: codeOf(bundles, name),
    handler: 'index.handler',
    memorySize: stage.memory[name],
    timeout: Duration.seconds(TIMEOUTS[name]),
    role,
    logGroup: LogGroup.fromLogGroupName(scope, `${id}Log`, logName),
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    // No START, END and REPORT lines for every invocation: their figures are metrics too.
    systemLogLevelV2: SystemLogLevel.WARN,
    tracing: stage.tracesEvents || (stage.gateway.kind === 'rest' && CALLED_BY_GATEWAY.has(name)) ? Tracing.ACTIVE : Tracing.PASS_THROUGH,
    environment,
    // Versions of before stay, so that `posthorn rollback` finds them. Those of a deployment that failed do not.
    currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
    ...network,
    ...(reserved !== undefined && { reservedConcurrentExecutions: reserved })
  })
  if (network) {
    acknowledge(role, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]':
        'Lambda makes the network interfaces, and their names are not known before.'
    })
  }
  acknowledge(role, {
    'AwsSolutions-IAM5[Resource::*]': 'The actions for X-Ray and for listing streams allow no single resource.',
    [`AwsSolutions-IAM5[Resource::${shownTokens(logGroupArn(logName))}:*]`]: 'Lambda names the streams of a log group.'
  })
  return created
}

export const idOf = (name: string) => name.split('-').map(part => part[0]!.toUpperCase() + part.slice(1)).join('')
