import { Aws, CustomResource } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { secondOf, secretsIn } from '../../src/facts/resource-names.js'
import type { Stage } from '../stages.js'
import { createFunction, type Host } from './function.js'
import { via } from './via.js'

export interface SecretNames { jwt: string, main: string, proxy: string | undefined }

/** The names of the SSM parameters with a stage's secrets. Templates and settings of functions contain only these names. */
export const secretNames = ({ name, proxyParameter }: Pick<Stage, 'name' | 'proxyParameter'>): SecretNames =>
  ({ ...secretsIn(name), proxy: proxyParameter })

export const parameterArn = (name: string) => `arn:${Aws.PARTITION}:ssm:${Aws.REGION}:${Aws.ACCOUNT_ID}:parameter${name}`

/** The parameter, and that of the second secret, which exists while one takes the place of the other. */
export const withSecond = (name: string): string[] => [name, secondOf(name)]

/**
 * Creates the two secrets once, with a function that runs at deployment, because CloudFormation can create neither
 * random values nor encrypted parameters. Standard parameters of SSM cost nothing. `key` encrypts them, if it is given.
 */
export function createSecrets (scope: Construct, host: Host, key?: IKey): void {
  const { jwt, main } = secretNames(host.stage)
  const creator = createFunction(scope, 'create-secrets', host, { environment: {} })
  creator.addToRolePolicy(new PolicyStatement({ actions: ['ssm:PutParameter'], resources: [jwt, main].map(parameterArn) }))
  if (key) creator.addToRolePolicy(new PolicyStatement({ actions: ['kms:Encrypt'], resources: [key.keyArn], conditions: via('ssm') }))
  // Where data is kept nothing can delete the secrets, whatever an event says: without them the data is lost.
  if (!host.stage.keepsData) {
    creator.addToRolePolicy(new PolicyStatement({
      actions: ['ssm:DeleteParameter'], resources: [jwt, main].flatMap(withSecond).map(parameterArn)
    }))
  }
  const made = new CustomResource(scope, 'Secrets', {
    serviceToken: creator.functionArn,
    resourceType: 'Custom::PosthornSecrets',
    properties: { JwtSecretName: jwt, MainSecretName: main, Retain: String(host.stage.keepsData), ...(key && { KeyId: key.keyArn }) }
  })
  made.node.addDependency(creator)
}
