import { CfnOutput, Stack } from 'aws-cdk-lib'
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway'
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { acknowledge } from './constructs/acknowledge.js'

/**
 * The resources that an account has once in a region for all stages: the role with which REST APIs write their access
 * logs. Stages import its name, so CloudFormation keeps the stack as long as a stage uses it.
 */
export function createAccountStack (scope: Construct): { roleName: string } {
  const stack = new Stack(scope, 'posthorn-account', { description: 'Posthorn: the role with which API Gateway writes access logs' })
  const role = new Role(stack, 'LogRole', {
    assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')]
  })
  acknowledge(role, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
      'API Gateway requires this policy, and refuses a role with fewer permissions.'
  })
  new CfnAccount(stack, 'Account', { cloudWatchRoleArn: role.roleArn }).node.addDependency(role)
  return { roleName: role.roleName }
}

/** Makes the stack of a stage depend on the account's stack, also in CloudFormation. */
export function dependOnAccount (stack: Stack, { roleName }: { roleName: string }): void {
  new CfnOutput(stack, 'AccessLogRole', { value: roleName, description: 'The role with which the gateway writes its access log' })
}
