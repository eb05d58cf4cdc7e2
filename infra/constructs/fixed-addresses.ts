import { RemovalPolicy, type Stack } from 'aws-cdk-lib'
import {
  CfnEIP, CfnEIPAssociation, GatewayVpcEndpointAwsService, InstanceType, IpAddresses, NatInstanceProviderV2, NatProvider,
  NatTrafficDirection, Peer, Port, SubnetType, Vpc,
  type Instance, type IVpc
} from 'aws-cdk-lib/aws-ec2'
import { nameIn } from '../../src/facts/resource-names.js'
import type { FixedAddresses, Stage } from '../stages.js'
import { acknowledge } from './acknowledge.js'

// No other network is connected to this one.
const RANGE = '10.0.0.0/16'

/** Addresses in the data stack: they stay when the service is deleted, since customers have them in their firewalls. */
export interface Addresses { ids: string[], addresses: string[] }

/** Where the subnets with the requests of `deliver` lie. */
export interface Network { vpc: IVpc, vpcSubnets: { subnetType: SubnetType } }

/** Reserves the fixed addresses of a stage; none where it has no `fixedAddresses`. */
export function reserveAddresses (stack: Stack, { name, fixedAddresses, keepsData }: Stage): Addresses {
  const reserved = Array.from({ length: fixedAddresses?.zones ?? 0 }, (_, index) => {
    const tags = [{ key: 'Name', value: nameIn(name, String(index + 1)) }]
    const address = new CfnEIP(stack, `Address${index + 1}`, { domain: 'vpc', tags })
    address.applyRemovalPolicy(keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
    return address
  })
  return { ids: reserved.map(({ attrAllocationId }) => attrAllocationId), addresses: reserved.map(({ attrPublicIp }) => attrPublicIp) }
}

/**
 * Creates the network whose requests to the internet come from these addresses. Requests to DynamoDB and S3 do not pass the NAT: those
 * endpoints cost nothing.
 */
export function createNetwork (stack: Stack, fixed: FixedAddresses, { ids }: Addresses): Network {
  const provider = fixed.by === 'gateway'
    ? NatProvider.gateway({ eipAllocationIds: ids })
    : NatProvider.instanceV2({ instanceType: new InstanceType('t4g.nano'), defaultAllowedTraffic: NatTrafficDirection.OUTBOUND_ONLY })
  const vpc = new Vpc(stack, 'Network', {
    ipAddresses: IpAddresses.cidr(RANGE),
    maxAzs: fixed.zones,
    natGateways: fixed.zones,
    natGatewayProvider: provider,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      { name: 'nat', subnetType: SubnetType.PUBLIC, cidrMask: 26 },
      { name: 'deliver', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 }
    ],
    gatewayEndpoints: {
      DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
      S3: { service: GatewayVpcEndpointAwsService.S3 }
    }
  })
  acknowledge(vpc, { 'AwsSolutions-VPC7': 'Only requests of deliver pass here; each is an attempt with its address and time.' })
  if (provider instanceof NatInstanceProviderV2) {
    provider.connections.allowFrom(Peer.ipv4(RANGE), Port.allTraffic(), 'what deliver sends')
    provider.gatewayInstances.forEach((instance, index) => useInstance(stack, instance, ids[index]!))
  }
  return { vpc: vpc as IVpc, vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS } }
}

function useInstance (stack: Stack, instance: Instance, allocationId: string): void {
  new CfnEIPAssociation(stack, `${instance.node.id}Address`, { allocationId, instanceId: instance.instanceId })
  acknowledge(instance, {
    'AwsSolutions-EC26': 'Its volume has the operating system and nothing else.',
    'AwsSolutions-EC28': 'Detailed monitoring costs more than the instance.',
    'AwsSolutions-EC29': 'It keeps nothing: CloudFormation makes another one.'
  })
}
