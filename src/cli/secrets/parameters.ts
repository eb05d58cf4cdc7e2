import type { AwsError } from '../../aws/failures.js'
import { openJson, SSM } from '../../aws/json.js'
import { Failure } from '../shared/cli-failure.js'

/** A parameter as SSM has it. */
export interface Parameter {
  value: string
  /** Whether it is encrypted: a SecureString. */
  isSecret: boolean
  /** When it was last written, Unix ms. */
  at: number
}

/** The SSM parameters of a stage. Every function throws a Failure that names the permission when SSM refuses a call. */
export interface Parameters {
  /** Those that exist, by name. */
  read: (names: readonly string[]) => Promise<Map<string, Parameter>>
  /** Creates or replaces a parameter, encrypted with the key of the first of these that exists, otherwise with AWS's. */
  write: (name: string, value: string, like: readonly string[]) => Promise<void>
  /** Deletes a parameter, if it exists. */
  remove: (name: string) => Promise<void>
  close: () => Promise<void>
}

interface Told { Name: string, Value: string, Type: string, LastModifiedDate: number }
interface Described { Parameters?: Array<{ Name: string, KeyId?: string }> }

const DESCRIPTION = 'A secret of Posthorn: without it, what it signed or sealed is void'

/** The parameters in SSM, with the usual credentials and region. */
export function openParameters (): Parameters {
  const client = openJson(SSM)

  async function call<Answer> (operation: string, input: object): Promise<Answer> {
    try {
      return await client.call<Answer>(operation, input)
    } catch (error) {
      const { status, name, message } = error as AwsError
      if (status === undefined || name === 'ParameterNotFound') throw error
      throw new Failure(`SSM refuses ${operation} (${name}: ${message}). The credentials need ssm:${operation}, and the KMS key of the ` +
        'parameters for it.')
    }
  }

  return {
    async read (Names) {
      const { Parameters = [] } = await call<{ Parameters?: Told[] }>('GetParameters', { Names, WithDecryption: true })
      return new Map(Parameters.map(({ Name, Value, Type, LastModifiedDate }) =>
        [Name, { value: Value, isSecret: Type === 'SecureString', at: Math.round(LastModifiedDate * 1000) }]))
    },
    async write (Name, Value, like) {
      const asked = { ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: like }] }
      const { Parameters = [] } = await call<Described>('DescribeParameters', asked)
      const KeyId = like.map(name => Parameters.find(one => one.Name === name)?.KeyId).find(key => key !== undefined)
      await call('PutParameter', { Name, Value, Type: 'SecureString', Overwrite: true, Description: DESCRIPTION, ...KeyId && { KeyId } })
    },
    async remove (Name) {
      await call('DeleteParameter', { Name }).catch((error: Error) => {
        if (error.name !== 'ParameterNotFound') throw error
      })
    },
    close: client.close
  }
}
