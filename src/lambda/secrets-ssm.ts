import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm'
import { clientOptions } from '../lib/aws.js'

/** The values of SecureString parameters by their names; those that are not there are left out. Loaded when a secret is in one. */
export async function readParameters (Names: string[]): Promise<Map<string, string>> {
  const client = new SSMClient(clientOptions('ssm'))
  const { Parameters = [] } = await client.send(new GetParametersCommand({ Names, WithDecryption: true }))
  client.destroy()
  return new Map(Parameters.map(({ Name, Value }) => [Name!, Value!]))
}
