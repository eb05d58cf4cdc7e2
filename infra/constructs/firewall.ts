import { Aws } from 'aws-cdk-lib'
import type { CfnRestApi, CfnStage } from 'aws-cdk-lib/aws-apigateway'
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2'
import type { Construct } from 'constructs'
import { nameIn } from '../../src/facts/resource-names.js'
import type { Stage } from '../stages.js'

/**
 * AWS's managed rules. Rules that read bodies only count, because a payload is a customer's data, and may contain
 * markup, paths or a URL of a metadata service. Requests without a user agent are allowed, because some SDKs send none.
 */
const MANAGED: Readonly<Record<string, string[]>> = {
  AWSManagedRulesAmazonIpReputationList: [],
  AWSManagedRulesCommonRuleSet: [
    'SizeRestrictions_BODY', 'EC2MetaDataSSRF_BODY', 'GenericLFI_BODY', 'GenericRFI_BODY', 'CrossSiteScripting_BODY', 'NoUserAgent_HEADER'
  ],
  AWSManagedRulesKnownBadInputsRuleSet: ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY', 'ReactJSRCE_BODY']
}

interface FirewallParts { stage: Stage, firewall: { requestsPer5Minutes: number }, api: CfnRestApi, deployed: CfnStage }

/** A firewall in front of the gateway: managed rules, and a limit on the requests from one address. */
export function addFirewall (scope: Construct, { stage, firewall: { requestsPer5Minutes }, api, deployed }: FirewallParts): void {
  const managed = Object.entries(MANAGED).map(([name, counted], index) => ({
    name,
    priority: index + 1,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: counted.map(rule => ({ name: rule, actionToUse: { count: {} } }))
      }
    },
    visibilityConfig: visible(name)
  }))
  const acl = new CfnWebACL(scope, 'Firewall', {
    name: nameIn(stage.name),
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visible(nameIn(stage.name)),
    rules: [{
      name: 'rate',
      priority: 0,
      action: { block: {} },
      statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: requestsPer5Minutes } },
      visibilityConfig: visible('rate')
    }, ...managed]
  })
  new CfnWebACLAssociation(scope, 'FirewallOfStage', {
    webAclArn: acl.attrArn, resourceArn: `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}::/restapis/${api.ref}/stages/${deployed.ref}`
  })
}

const visible = (metricName: string) => ({ cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName })
