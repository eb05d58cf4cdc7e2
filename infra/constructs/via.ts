import { Aws } from 'aws-cdk-lib'

/** The condition that a call of KMS comes from one of these services, on behalf of a function: the function itself cannot call KMS. */
export const via = (...services: string[]) =>
  ({ StringEquals: { 'kms:ViaService': services.map(service => `${service}.${Aws.REGION}.${Aws.URL_SUFFIX}`) } })
