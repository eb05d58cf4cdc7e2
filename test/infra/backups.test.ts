import t from 'tap'
import { checked, type Stage } from '../../infra/stages.js'
import { TABLES } from '../../src/facts/table-definitions.js'
import { devStage, ofType, prodStage, synthesize, theOne } from './synthesized.js'

/** Properties in a template. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Properties = Record<string, any>

const vaultArn = 'arn:aws:backup:eu-west-1:210987654321:backup-vault:posthorn'
const stage: Stage = {
  ...prodStage, alarms: { ...prodStage.alarms, email: 'oncall@example.com' }, customerManagedKey: true,
  copiedBackups: { vaultArn, keepDays: 35 }
}

t.test('All tables are backed up every night, and each backup is copied into the other account.', async t => {
  const { data } = synthesize(stage)
  const { BackupPlan } = theOne(data, 'AWS::Backup::BackupPlan') as Properties
  t.match(BackupPlan.BackupPlanRule, [{
    ScheduleExpression: 'cron(0 3 * * ? *)', Lifecycle: { DeleteAfterDays: 35 },
    CopyActions: [{ DestinationBackupVaultArn: vaultArn, Lifecycle: { DeleteAfterDays: 35 } }]
  }])
  const { BackupSelection } = theOne(data, 'AWS::Backup::BackupSelection') as Properties
  const tables = Object.entries(data.Resources).filter(([, { Type }]) => Type === 'AWS::DynamoDB::Table').map(([id]) => id)
  t.equal(tables.length, Object.keys(TABLES).length)
  t.strictSame(BackupSelection.Resources.map((one: { 'Fn::GetAtt': string[] }) => one['Fn::GetAtt'][0]).sort(), tables.sort())
})

t.test('The vault has the key of the stage, and the other account may use the key to copy, but not to change it.', async t => {
  const { data } = synthesize(stage)
  const [[key]] = ofType(data, 'AWS::KMS::Key') as [[string, Properties]]
  t.strictSame((theOne(data, 'AWS::Backup::BackupVault') as Properties).EncryptionKeyArn, { 'Fn::GetAtt': [key, 'Arn'] })
  const { KeyPolicy } = data.Resources[key]!.Properties as Properties
  const statements = KeyPolicy.Statement as Array<{ Action: string | string[], Principal: object }>
  const theirs = statements.filter(({ Principal }) => JSON.stringify(Principal).includes('210987654321')).flatMap(({ Action }) => Action)
  t.strictSame([...new Set(theirs)].sort(), [
    'kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'
  ])
})

t.test('A stage without the option makes no backups; a wrong option is refused in words.', async t => {
  t.strictSame(ofType(synthesize(devStage).data, 'AWS::Backup::BackupPlan'), [])
  const refused = (change: Partial<Stage>, says: RegExp) => { t.throws(() => checked({ ...stage, ...change }), says) }
  refused({ customerManagedKey: false }, /copiedBackups needs customerManagedKey/)
  refused({ copiedBackups: { vaultArn: 'posthorn', keepDays: 35 } }, /copiedBackups\.vaultArn: the ARN of a vault/)
  refused({ copiedBackups: { vaultArn, keepDays: 0 } }, /copiedBackups\.keepDays: 1 to 3650/)
})
