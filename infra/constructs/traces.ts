import { CfnSamplingRule } from 'aws-cdk-lib/aws-xray'
import type { Construct } from 'constructs'
import { nameIn } from '../../src/facts/resource-names.js'
import type { Stage } from '../stages.js'

/**
 * Makes X-Ray trace this share of a REST API's requests, instead of the default: the first of each second and 5 % of
 * the others.
 */
export function addSampling (scope: Construct, { name, tracedShare }: Stage): void {
  if (tracedShare === undefined) return
  new CfnSamplingRule(scope, 'Sampling', {
    samplingRule: {
      ruleName: nameIn(name),
      version: 1,
      priority: 1000,
      reservoirSize: 0,
      fixedRate: tracedShare,
      serviceType: 'AWS::ApiGateway::Stage',
      // The names of the API and its stage.
      serviceName: `posthorn-${name}/${name}`,
      host: '*',
      httpMethod: '*',
      urlPath: '*',
      resourceArn: '*'
    }
  })
}
