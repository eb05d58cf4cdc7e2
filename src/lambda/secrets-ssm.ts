import { openJson, SSM } from '../aws/json.js'

/** The values of SecureString parameters by their names; parameters that do not exist are left out. */
export async function readParameters (Names: string[]): Promise<Map<string, string>> {
  const client = openJson(SSM)
  try {
    const { Parameters } = await client.call<{ Parameters: Array<{ Name: string, Value: string }> }>('GetParameters', {
      Names,
      WithDecryption: true
    })
    return new Map(Parameters.map(({ Name, Value }) => [Name, Value]))
  } finally {
    await client.close()
  }
}
