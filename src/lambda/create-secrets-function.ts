import { randomBytes } from 'node:crypto'
import { openJson, SSM } from '../aws/json.js'
import { secondOf } from '../facts/resource-names.js'
import { answerTo, requestOf, type ResourceRequest } from './custom-resource.js'

const client = openJson(SSM)

/**
 * The custom resource of a deployment that creates the two secrets. They are random values, which are never overwritten
 * and are sent only to SSM. CloudFormation gets an answer in every case, because a deployment would wait for it.
 */
export const handler = async (event: unknown): Promise<void> => {
  const request = requestOf(event)
  const failed = await carryOut(request).then(() => undefined, (error: Error) => error)
  await answerTo(request, failed
    ? { Status: 'FAILED', Reason: `The secrets of Posthorn: ${failed.name}: ${failed.message}` }
    : { Status: 'SUCCESS' })
}

async function carryOut ({ type, properties }: ResourceRequest): Promise<void> {
  const { JwtSecretName, MainSecretName, Retain, KeyId } = properties
  if (type !== 'Delete') return await inTurn([JwtSecretName, MainSecretName], async name => { await create(name, KeyId) })
  if (Retain !== 'true') await inTurn([JwtSecretName, MainSecretName].flatMap(name => [name, secondOf(name)]), remove)
}

async function inTurn (names: string[], work: (name: string) => Promise<void>): Promise<void> {
  for (const name of names) await work(name)
}

async function create (Name: string, KeyId?: string): Promise<void> {
  const Value = randomBytes(32).toString('base64url')
  const asked = {
    Name, Value, Type: 'SecureString', Overwrite: false, Description: 'A secret of Posthorn: without it, what it signed or sealed is void',
    ...KeyId !== undefined && { KeyId }
  }
  await client.call('PutParameter', asked).catch(unless('ParameterAlreadyExists'))
}

async function remove (Name: string): Promise<void> {
  await client.call('DeleteParameter', { Name }).catch(unless('ParameterNotFound'))
}

const unless = (expected: string) => (error: Error) => {
  if (error.name !== expected) throw error
}
