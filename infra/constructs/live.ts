import { Duration } from 'aws-cdk-lib'
import { type Alarm } from 'aws-cdk-lib/aws-cloudwatch'
import {
  LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup, TrafficRouting, type ILambdaDeploymentConfig
} from 'aws-cdk-lib/aws-codedeploy'
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Alias, type Function as LambdaFunction, type IVersion } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { LIVE, type FunctionName } from '../../src/facts/functions.js'
import { nameIn } from '../../src/facts/resource-names.js'
import type { Stage } from '../stages.js'
import { acknowledge } from './acknowledge.js'
import { idOf } from './function.js'

/** The part of a function that calls it: the gateway, a queue, a stream, the clock. */
export interface Invoked { readonly functionArn: string }

/** An alias that always names the version which gets the requests. */
export function goLive (scope: Construct, name: FunctionName, of: LambdaFunction, { provisioned }: Pick<Stage, 'provisioned'>): Alias {
  const isProvisioned = name === 'http' && provisioned !== undefined
  return new Alias(scope, name === 'http' ? 'Live' : `${idOf(name)}Live`, {
    aliasName: LIVE,
    version: of.currentVersion as IVersion,
    ...(isProvisioned && { provisionedConcurrentExecutions: provisioned.min })
  })
}

/** The alarms that a new version of each function may set off, besides `errors-<function>`. */
const SET_OFF: Partial<Record<FunctionName, readonly string[]>> = {
  http: ['server-errors', 'accept-failing'], authorizer: ['server-errors'], 'fan-out': ['fan-out-late'], deliver: ['deliveries-stuck']
}

const MANAGED = 'service-role/AWSCodeDeployRoleForLambdaLimited'

/**
 * Lets CodeDeploy give a new version of each function a share of its requests first, and then all, unless an alarm goes off: then the
 * version before gets all requests back, and CloudFormation undoes the whole deployment.
 */
export function shiftByCanary (
  scope: Construct,
  { stage: { name: stage, canary }, live, alarms }: { stage: Stage, live: ReadonlyMap<FunctionName, Alias>, alarms: Map<string, Alarm> }
): void {
  if (!canary) return
  const role = new Role(scope, 'DeploymentsRole', {
    assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
    description: `Posthorn ${stage}: shifts requests to new versions`,
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(MANAGED)]
  })
  acknowledge(role, {
    [`AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${MANAGED}]`]:
      'AWS keeps it: the aliases of functions, the states of alarms, and nothing else that exists here.'
  })
  // CodeDeploy's construct would give the role the same policy once for each function.
  const fixed = role.withoutPolicyUpdates()
  const application = new LambdaApplication(scope, 'Deployments', { applicationName: nameIn(stage) })
  const deploymentConfig = new LambdaDeploymentConfig(scope, 'Canary', {
    trafficRouting: TrafficRouting.timeBasedCanary({ percentage: canary.percent, interval: Duration.minutes(canary.minutes) })
  }) as ILambdaDeploymentConfig
  for (const [name, alias] of live) {
    const watched = [`errors-${name}`, ...SET_OFF[name] ?? []].flatMap(one => alarms.get(one) ?? [])
    new LambdaDeploymentGroup(scope, `${idOf(name)}Deployment`, {
      application, alias, deploymentConfig, role: fixed, alarms: watched, deploymentGroupName: nameIn(stage, name)
    })
  }
}
