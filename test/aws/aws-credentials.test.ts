import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { renewed, usualCredentials, usualRegion } from '../../src/aws/aws-credentials.js'
import { usualCredentials as functionCredentials, usualRegion as functionRegion } from '../../src/aws/aws-credentials.lambda.js'
import type { Credentials } from '../../src/aws/signature-v4.js'
import { openRemote } from '../../src/dynamodb/remote.js'
import { eventually } from '../helpers/receiver.js'
import { startScripted } from '../helpers/scripted-service.js'

const MINUTE = 60_000

/** Sets these variables of AWS and removes all others, until the test ends. */
function environment (t: { teardown: (end: () => void) => void }, values: Record<string, string>): void {
  const before = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'))
  const clear = () => { for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name] }
  clear()
  Object.assign(process.env, {
    AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere', ...values
  })
  t.teardown(() => {
    clear()
    Object.assign(process.env, Object.fromEntries(before))
  })
}

t.test('Keys are kept until five minutes before they expire. Then they are renewed while calls continue.', async t => {
  let now = 0
  let made = 0
  let failing = false
  const keys = renewed(async () => {
    if (failing) throw new Error('The machine\'s role cannot be asked.')
    return { accessKeyId: `key ${++made}`, secretAccessKey: 's', expiration: new Date(now + 60 * MINUTE) }
  }, () => now)
  const id = async () => (await keys()).accessKeyId
  t.same(await Promise.all([id(), id(), id()]), ['key 1', 'key 1', 'key 1'], 'calls that begin together request the keys once')
  now = 54 * MINUTE
  t.equal(await id(), 'key 1')
  now = 56 * MINUTE
  t.notOk(keys() instanceof Promise, 'no call waits for the renewal')
  await eventually('the renewal', () => made === 2)
  t.equal(await id(), 'key 2')
  failing = true
  now = 112 * MINUTE
  t.equal(await id(), 'key 2', 'while the old keys are valid, a failure is ignored')
  now = 117 * MINUTE
  await t.rejects(async () => await id(), /cannot be asked/)
  failing = false
  t.equal(await id(), 'key 3')
})

t.test('Keys that do not expire are kept.', async t => {
  let made = 0
  const keys = renewed(async () => ({ accessKeyId: `key ${++made}`, secretAccessKey: 's' }), () => 1e15)
  await keys()
  t.equal((await keys()).accessKeyId, 'key 1')
})

t.test('A server reads the keys from the environment.', async t => {
  environment(t, { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' })
  t.match(await usualCredentials()(), { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' })
})

t.test('A server reads keys and region from a profile.', async t => {
  const folder = t.testdir()
  await writeFile(join(folder, 'credentials'), '[team]\naws_access_key_id = AKTEAM\naws_secret_access_key = secret\n')
  await writeFile(join(folder, 'config'), '[profile team]\nregion = eu-central-2\n')
  environment(t, { AWS_PROFILE: 'team', AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'), AWS_CONFIG_FILE: join(folder, 'config') })
  t.match(await usualCredentials()(), { accessKeyId: 'AKTEAM' })
  t.equal(await usualRegion(), 'eu-central-2')
})

t.test('A server in a container requests the keys from the URL in the environment, again before they expire.', async t => {
  const container = await startScripted()
  const answer = (id: string, minutes: number) => ({
    body: JSON.stringify({
      AccessKeyId: id, SecretAccessKey: 's', Token: 'token', Expiration: new Date(Date.now() + minutes * MINUTE).toISOString()
    })
  })
  container.script(answer('AKONE', 4), answer('AKTWO', 60))
  environment(t, { AWS_CONTAINER_CREDENTIALS_FULL_URI: container.url })
  const keys = usualCredentials()
  t.match(await keys(), { accessKeyId: 'AKONE', sessionToken: 'token' })
  await eventually('the renewal', async () => (await keys()).accessKeyId === 'AKTWO')
  t.equal(container.asked.length, 2)
})

t.test('Without keys or without a region, the error says so.', async t => {
  environment(t, { AWS_REGION: '' })
  await t.rejects(async () => await usualCredentials()(), { name: 'CredentialsProviderError' })
  await t.rejects(functionRegion(), /Region is missing/)
  await t.rejects(async () => await functionCredentials()(), { name: 'CredentialsProviderError' })
})

t.test('A function signs each call with the current keys of the environment.', async t => {
  const service = await startScripted()
  environment(t, { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKONE', AWS_SECRET_ACCESS_KEY: 'one', AWS_SESSION_TOKEN: 'token one' })
  service.script({})
  const { call, close } = openRemote(service.url, { region: await functionRegion(), credentials: functionCredentials() })
  await call('ListTables', {})
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKTWO', AWS_SESSION_TOKEN: 'token two' })
  await call('ListTables', {})
  t.match(service.asked.map(({ headers }) => [headers.authorization, headers['x-amz-security-token']]), [
    [/Credential=AKONE\/\d+\/eu-west-1\/dynamodb/, 'token one'], [/Credential=AKTWO\//, 'token two']
  ])
  await close()
})

t.test('Each repeated try is signed again, with the current keys.', async t => {
  const service = await startScripted()
  service.script({ status: 500, body: '{}' }, {})
  const all: Credentials[] = ['AKONE', 'AKTWO'].map(accessKeyId => ({ accessKeyId, secretAccessKey: 's' }))
  const { call, close } = openRemote(service.url, { region: 'eu-west-1', credentials: () => all.shift()! })
  await call('ListTables', {})
  t.match(service.asked.map(({ headers }) => headers.authorization), [/AKONE/, /AKTWO/])
  await close()
})
