import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { loadConfig } from '../../src/config.js'
import { readSecrets } from '../../src/lambda/read-secrets.js'

const values = new Map([['/posthorn/main', 'the main secret of it'], ['/network/proxy', 'http://me:s3cr3t@10.0.0.1:3128']])
const asked: string[][] = []
const ssm = createServer((request, response) => {
  let body = ''
  request.on('data', chunk => { body += chunk })
  request.on('end', () => {
    const { Names } = JSON.parse(body) as { Names: string[] }
    asked.push(Names)
    const found = Names.filter(Name => values.has(Name)).map(Name => ({ Name, Value: values.get(Name), Type: 'SecureString' }))
    response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify({ Parameters: found }))
  })
})
await new Promise<void>(resolve => ssm.listen(0, '127.0.0.1', resolve))
t.teardown(() => { ssm.closeAllConnections(); ssm.close() })
Object.assign(process.env, {
  AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${(ssm.address() as AddressInfo).port}`, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test'
})

const NAMES = { POSTHORN_MAIN_SECRET_PARAMETER: '/posthorn/main', POSTHORN_PROXY_PARAMETER: '/network/proxy' }
const kept = ['mainSecret', 'proxy'] as const
const configOf = (env: Record<string, string>) =>
  loadConfig({ POSTHORN_DYNAMODB_ENDPOINT: 'aws', ...env }, { serverless: true, secrets: ['mainSecret'] })

t.beforeEach(() => { asked.length = 0 })

t.test('One call reads all values from parameters: the main secret, and the proxy with its user and password.', async t => {
  t.match(await readSecrets(configOf(NAMES), kept), { mainSecret: 'the main secret of it', proxy: 'http://me:s3cr3t@10.0.0.1:3128/' })
  t.same(asked, [['/posthorn/main', '/network/proxy', '/posthorn/main-second']])
})

t.test("The proxy's parameter is not read by functions that do not use it, and not if the proxy is given or has no parameter.", async t => {
  t.equal((await readSecrets(configOf(NAMES), ['mainSecret'])).proxy, undefined)
  t.equal((await readSecrets(configOf({ ...NAMES, POSTHORN_PROXY: 'http://10.0.0.9' }), kept)).proxy, 'http://10.0.0.9/')
  t.equal((await readSecrets(configOf({ POSTHORN_MAIN_SECRET_PARAMETER: '/posthorn/main' }), kept)).proxy, undefined)
  t.same(asked, Array(3).fill(['/posthorn/main', '/posthorn/main-second']))
})

t.test('A parameter without a value, or without a valid proxy, is refused with its name and the reason, never with its value.', async t => {
  await t.rejects(readSecrets(configOf({ ...NAMES, POSTHORN_PROXY_PARAMETER: '/network/none' }), kept), {
    message: /^SSM has no value for \/network\/none: .*proxy/
  })
  await t.rejects(readSecrets(configOf({ ...NAMES, POSTHORN_MAIN_SECRET_PARAMETER: '/posthorn/none' }), kept), {
    message: /^SSM has no value for \/posthorn\/none: restore it from your copy/
  })
  values.set('/network/wrong', 'ftp://zzz-user:zzz-word@zzz-host')
  const wrong = readSecrets(configOf({ ...NAMES, POSTHORN_PROXY_PARAMETER: '/network/wrong' }), kept)
  await t.rejects(wrong, { message: /^POSTHORN_PROXY \(from \/network\/wrong\) must be a proxy's URL/ })
  await wrong.catch((error: Error) => t.notMatch(error.message, /zzz/))
})

t.test('While one main secret takes the place of the other, the parameter beside it has the second one; a setting is preferred.', async t => {
  values.set('/posthorn/main-second', 'the main secret of before')
  t.match(await readSecrets(configOf(NAMES), kept), { mainSecret: 'the main secret of it', mainSecretSecond: 'the main secret of before' })
  t.equal((await readSecrets(configOf({ ...NAMES, POSTHORN_MAIN_SECRET_SECOND: 'another one, by a setting' }), kept)).mainSecretSecond, 'another one, by a setting')
  values.set('/posthorn/main-second', 'short')
  await t.rejects(readSecrets(configOf(NAMES), kept), { message: /^POSTHORN_MAIN_SECRET_SECOND \(from \/posthorn\/main-second\) / })
  values.delete('/posthorn/main-second')
})
