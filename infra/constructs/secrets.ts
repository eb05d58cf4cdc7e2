import { Aws, CustomResource } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { secretsIn } from '../../src/facts/resource-names.js'
import type { Stage } from '../stages.js'
import { createFunction, type Host } from './function.js'

export interface SecretNames { jwt: string, main: string, proxy: string | undefined }

/** The names of the parameters of SSM that hold a stage's secrets: names are all that templates and functions' settings know. */
export const secretNames = ({ name, proxyParameter }: Pick<Stage, 'name' | 'proxyParameter'>): SecretNames =>
  ({ ...secretsIn(name), proxy: proxyParameter })

export const parameterArn = (name: string) => `arn:${Aws.PARTITION}:ssm:${Aws.REGION}:${Aws.ACCOUNT_ID}:parameter${name}`

/**
 * Has the two secrets made, once, by a function at deployment: CloudFormation itself can neither make random values nor
 * encrypted parameters. SSM's standard parameters cost nothing.
 */
export function createSecrets (scope: Construct, host: Host): void {
  const { jwt, main } = secretNames(host.stage)
  const creator = createFunction(scope, 'create-secrets', host, {})
  creator.addToRolePolicy(new PolicyStatement({
    actions: ['ssm:PutParameter', 'ssm:DeleteParameter'],
    resources: [jwt, main].map(parameterArn)
  }))
  const made = new CustomResource(scope, 'Secrets', {
    serviceToken: creator.functionArn,
    resourceType: 'Custom::PosthornSecrets',
    properties: { JwtSecretName: jwt, MainSecretName: main, Retain: String(host.stage.keepsData) }
  })
  made.node.addDependency(creator)
}
