import t from 'tap'
import { checked, type FixedAddresses } from '../../infra/stages.js'
import { devStage, ofType, prodStage, synthesize, theOne } from './synthesized.js'

const alarms = { ...prodStage.alarms, email: 'oncall@example.com' }
const withAddresses = (fixedAddresses: FixedAddresses) => synthesize({ ...prodStage, alarms, fixedAddresses })

t.test('Only deliver runs in the network, and its requests come from fixed addresses.', async t => {
  const { data, service } = withAddresses({ by: 'gateway', zones: 2 })
  t.equal(ofType(data, 'AWS::EC2::EIP').length, 2)
  for (const { Type, DeletionPolicy } of Object.values(data.Resources)) if (Type === 'AWS::EC2::EIP') t.equal(DeletionPolicy, 'Retain')
  const gateways = ofType(service, 'AWS::EC2::NatGateway')
  t.equal(gateways.length, 2)
  for (const [, { AllocationId }] of gateways) {
    t.match(JSON.stringify(AllocationId), /GetStackOutput|ImportValue/, 'the address belongs to the data stack')
  }
  t.equal(ofType(service, 'AWS::EC2::EIP').length, 0, 'there is no other address')
  const inside = ofType(service, 'AWS::Lambda::Function').filter(([, { VpcConfig }]) =>
    VpcConfig).map(([, { FunctionName }]) => FunctionName)
  t.strictSame(inside, ['posthorn-prod-deliver'])
  t.strictSame(
    ofType(service, 'AWS::EC2::VPCEndpoint').map(([, { VpcEndpointType }]) => VpcEndpointType), ['Gateway', 'Gateway'],
    'gateway endpoints cost nothing'
  )
})

t.test('The outputs and the http function have the addresses.', async t => {
  const { service } = withAddresses({ by: 'gateway', zones: 1 })
  t.match(JSON.stringify(service.Outputs!.EgressAddresses!.Value), /Address1/)
  const told = ofType(service, 'AWS::Lambda::Function').filter(([, { Environment }]) =>
    JSON.stringify(Environment).includes('POSTHORN_EGRESS_ADDRESSES'))
  t.strictSame(told.map(([, { FunctionName }]) => FunctionName), ['posthorn-prod-http'])
})

t.test('An instance can replace each gateway at a lower price.', async t => {
  const { service } = withAddresses({ by: 'instance', zones: 1 })
  t.equal(ofType(service, 'AWS::EC2::NatGateway').length, 0)
  t.match(theOne(service, 'AWS::EC2::Instance'), { InstanceType: 't4g.nano', SourceDestCheck: false })
  t.ok(theOne(service, 'AWS::EC2::EIPAssociation').AllocationId)
})

t.test('A stage without fixed addresses has no network.', async t => {
  const { data, service } = synthesize(devStage)
  t.strictSame([...ofType(data, 'AWS::EC2::EIP'), ...ofType(service, 'AWS::EC2::VPC')], [])
  t.notOk(service.Outputs!.EgressAddresses)
  t.throws(() => checked({ ...devStage, fixedAddresses: { by: 'gateway', zones: 3 } }), /fixedAddresses\.zones: 1 or 2/)
})
