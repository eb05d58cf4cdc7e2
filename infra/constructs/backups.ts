import { Arn, ArnFormat, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib'
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup'
import { Schedule } from 'aws-cdk-lib/aws-events'
import { AccountPrincipal, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Key } from 'aws-cdk-lib/aws-kms'
import { nameIn } from '../../src/facts/resource-names.js'
import type { CopiedBackups, Stage } from '../stages.js'
import { acknowledge, shownTokens } from './acknowledge.js'
import type { Tables } from './tables.js'

const POLICY = 'service-role/AWSBackupServiceRolePolicyForBackup'

/** Makes a backup of all tables every night, and copies it into a vault of another account or region. */
export function createBackups (stack: Stack, { stage, copied, tables, key }: {
  stage: Stage, copied: CopiedBackups, tables: Tables, key: Key
}): void {
  const vault = new BackupVault(stack, 'Backups', {
    backupVaultName: nameIn(stage.name, 'backups'), encryptionKey: key,
    removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY
  })
  // The account with the copies reads the backup with this key, and encrypts the copy with a key of its own.
  const { account } = Arn.split(copied.vaultArn, ArnFormat.COLON_RESOURCE_NAME)
  key.grantEncryptDecrypt(new AccountPrincipal(account))
  key.grant(new AccountPrincipal(account), 'kms:DescribeKey', 'kms:CreateGrant')
  const deleteAfter = Duration.days(copied.keepDays)
  const plan = new BackupPlan(stack, 'BackupPlan', {
    backupPlanName: nameIn(stage.name, 'tables'),
    backupPlanRules: [new BackupPlanRule({
      ruleName: 'every-night', backupVault: vault, scheduleExpression: Schedule.cron({ hour: '3', minute: '0' }), deleteAfter,
      copyActions: [{ destinationBackupVault: BackupVault.fromBackupVaultArn(stack, 'Copies', copied.vaultArn), deleteAfter }]
    })]
  })
  const role = new Role(stack, 'BackupRole', {
    assumedBy: new ServicePrincipal('backup.amazonaws.com'), managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(POLICY)]
  })
  acknowledge(role, {
    [shownTokens(`AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${POLICY}]`)]: 'AWS Backup asks for its own policy.'
  })
  plan.addSelection('Tables', { role, resources: Object.values(tables).map(({ attrArn }) => BackupResource.fromArn(attrArn)) })
}
