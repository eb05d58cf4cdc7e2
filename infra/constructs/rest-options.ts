import { Aws, Fn } from 'aws-cdk-lib'
import {
  CfnApiKey, CfnBasePathMapping, CfnDomainName, CfnUsagePlan, CfnUsagePlanKey, type CfnRestApi, type CfnStage
} from 'aws-cdk-lib/aws-apigateway'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { nameIn } from '../../src/facts/resource-names.js'
import type { Stage } from '../stages.js'
import type { RestGateway } from './gateway.js'

/** Adds the stage's domain to a REST API; its paths have no stage. Undefined when the stage has no domain. */
export function addRestDomain (
  scope: Construct,
  { gateway: { domain }, api, deployed }: { gateway: RestGateway, api: CfnRestApi, deployed: CfnStage }
): { url: string, target: string } | undefined {
  if (!domain) return undefined
  const name = new CfnDomainName(scope, 'Domain', {
    domainName: domain.name,
    regionalCertificateArn: domain.certificateArn, endpointConfiguration: { types: ['REGIONAL'] }, securityPolicy: 'TLS_1_2'
  })
  new CfnBasePathMapping(scope, 'DomainMapping', { domainName: name.ref, restApiId: api.ref, stage: deployed.ref })
  return { url: `https://${domain.name}`, target: name.attrRegionalDomainName }
}

type Plan = NonNullable<RestGateway['usagePlan']>

/**
 * Adds one limit for all clients together. Clients send no key. The authorizer returns it with its answer
 * (`usageIdentifierKey`), and the gateway accepts keys from no other source, so the key is not a secret.
 */
export function addUsagePlan (
  scope: Construct,
  { stage, plan, api, deployed, authorizer }: { stage: Stage, plan: Plan, api: CfnRestApi, deployed: CfnStage, authorizer: LambdaFunction }
): void {
  const value = Fn.join('-', ['posthorn', stage.name, 'everybody', Aws.ACCOUNT_ID])
  const key = new CfnApiKey(scope, 'UsageKey', { name: nameIn(stage.name), enabled: true, value })
  const usage = new CfnUsagePlan(scope, 'UsagePlan', {
    usagePlanName: nameIn(stage.name),
    apiStages: [{ apiId: api.ref, stage: deployed.ref }],
    throttle: { rateLimit: plan.rate, burstLimit: plan.burst },
    quota: { limit: plan.perDay, period: 'DAY' }
  })
  new CfnUsagePlanKey(scope, 'UsagePlanKey', { keyId: key.ref, keyType: 'API_KEY', usagePlanId: usage.ref })
  authorizer.addEnvironment('POSTHORN_USAGE_KEY', value)
}
