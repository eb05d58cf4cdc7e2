import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { handler } from '../../src/lambda/create-secrets-function.js'
import { bundled } from '../helpers/functions.js'

const { skip, start } = await bundled(['create-secrets'])

type Json = Record<string, unknown>
const bodyOf = async (request: IncomingMessage) => {
  let text = ''
  for await (const chunk of request) text += chunk as string
  return text
}

/** The three calls of SSM that the function uses. */
const parameters = new Map<string, Json>()
let refusal: { status: number, name: string } | undefined
const ssm = createServer((request, response) => {
  void bodyOf(request).then(text => {
    const input = JSON.parse(text) as Json & { Name: string }
    const call = String(request.headers['x-amz-target']).split('.')[1]
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
    if (refusal) return answer(refusal.status, { __type: refusal.name, message: 'refused' })
    if (call === 'PutParameter' && parameters.has(input.Name)) return answer(400, { __type: 'ParameterAlreadyExists' })
    if (call === 'PutParameter') parameters.set(input.Name, input)
    if (call === 'DeleteParameter' && !parameters.delete(input.Name)) return answer(400, { __type: 'ParameterNotFound' })
    return answer(200, {})
  })
})
// The URL at which CloudFormation waits for the answer.
const answers: Array<Json & { contentType: string | undefined, method: string | undefined }> = []
let failing = 0
const bucket = createServer((request, response) => {
  void bodyOf(request).then(text => {
    if (failing-- > 0) return response.writeHead(500).end()
    answers.push({ ...JSON.parse(text) as Json, contentType: request.headers['content-type'], method: request.method })
    return response.writeHead(200).end()
  })
})
const addressOf = (server: typeof ssm) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
await Promise.all([ssm, bucket].map(async server => await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))))
t.teardown(() => {
  for (const server of [ssm, bucket]) {
    server.closeAllConnections()
    server.close()
  }
})
const env = { AWS_ENDPOINT_URL_SSM: addressOf(ssm), AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }
Object.assign(process.env, env)

t.beforeEach(() => {
  parameters.clear()
  answers.length = 0
  refusal = undefined
  failing = 0
})

const NAMES = { JwtSecretName: '/posthorn/dev/jwt-secret', MainSecretName: '/posthorn/dev/main-secret' }

/** A request as CloudFormation sends it. */
const request = (RequestType: string, { properties = {}, ...more }: { properties?: Json, PhysicalResourceId?: string } = {}) => ({
  RequestType,
  ResponseURL: `${addressOf(bucket)}/arn%3Aaws%3Acloudformation/Secrets?X-Amz-Signature=secret`,
  StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/posthorn-dev-data/5b1c',
  RequestId: 'd2cdcf0f',
  ResourceType: 'Custom::PosthornSecrets',
  LogicalResourceId: 'Secrets',
  ResourceProperties: {
    ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:posthorn-dev-create-secrets', ...NAMES, Retain: 'false', ...properties
  },
  ...more
})

const valueOf = (name: string) => parameters.get(name)?.Value as string

t.test('Two different random values are stored encrypted. The answer to CloudFormation does not contain them.', async t => {
  await handler(request('Create'))
  t.match([...parameters.values()], [{ Name: NAMES.JwtSecretName, Type: 'SecureString', Overwrite: false }, {
    Name: NAMES.MainSecretName, Type: 'SecureString', Overwrite: false
  }])
  const [jwt, main] = [valueOf(NAMES.JwtSecretName), valueOf(NAMES.MainSecretName)]
  t.match([jwt, main], [/^[\w-]{43}$/, /^[\w-]{43}$/])
  t.not(jwt, main)
  t.match(answers, [{
    Status: 'SUCCESS', method: 'PUT', StackId: /posthorn-dev-data/, RequestId: 'd2cdcf0f', LogicalResourceId: 'Secrets',
    PhysicalResourceId: /\w/
  }])
  t.notOk(answers[0]!.contentType, 'the signature is for a request without a type')
  t.notOk(JSON.stringify(answers).includes(jwt))
})

t.test("A stage's own key encrypts both values.", async t => {
  const KeyId = 'arn:aws:kms:eu-west-1:123456789012:key/5b1c'
  await handler(request('Create', { properties: { KeyId } }))
  t.match([...parameters.values()], [{ KeyId }, { KeyId }])
})

t.test('Existing values are never overwritten, whether the stack is created again or updated.', async t => {
  await handler(request('Create'))
  const before = [valueOf(NAMES.JwtSecretName), valueOf(NAMES.MainSecretName)]
  await handler(request('Create'))
  await handler(request('Update', { PhysicalResourceId: String(answers[0]!.PhysicalResourceId) }))
  t.same([valueOf(NAMES.JwtSecretName), valueOf(NAMES.MainSecretName)], before)
  t.same(
    new Set(answers.map(({ PhysicalResourceId }) => PhysicalResourceId)).size, 1,
    'a changed name would make CloudFormation delete the old values'
  )
  parameters.delete(NAMES.MainSecretName)
  await handler(request('Update'))
  t.equal(valueOf(NAMES.JwtSecretName), before[0])
  t.ok(valueOf(NAMES.MainSecretName), 'a missing value is made')
})

t.test('The values are deleted with the stack, unless they are to be kept.', async t => {
  await handler(request('Create'))
  await handler(request('Delete', { properties: { Retain: 'true' }, PhysicalResourceId: 'kept' }))
  t.equal(parameters.size, 2)
  parameters.set(`${NAMES.MainSecretName}-second`, { Value: 'the one of before' })
  await handler(request('Delete', { PhysicalResourceId: 'gone' }))
  t.equal(parameters.size, 0)
  await handler(request('Delete', { PhysicalResourceId: 'gone' }))
  t.match(answers.slice(1), [
    { Status: 'SUCCESS', PhysicalResourceId: 'kept' }, { Status: 'SUCCESS', PhysicalResourceId: 'gone' }, { Status: 'SUCCESS' }
  ])
})

t.test('A failure is reported with its reason, so that the deployment does not wait for its timeout.', async t => {
  refusal = { status: 400, name: 'AccessDeniedException' }
  await handler(request('Create'))
  t.match(answers, [{ Status: 'FAILED', Reason: /AccessDeniedException: refused/, PhysicalResourceId: /\w/ }])
  t.notMatch(JSON.stringify(answers), /X-Amz-Signature/)
})

t.test('An answer that CloudFormation does not accept is sent again. In the end an error says so, without the URL.', async t => {
  failing = 2
  await handler(request('Create'))
  t.match(answers, [{ Status: 'SUCCESS' }])
  failing = 3
  await t.rejects(handler(request('Update')), { message: /did not take the answer \(status 500\)/ })
})

t.test('An event of another kind is an error.', async t => {
  for (const event of [null, {}, { RequestType: 'Create' }, { RequestType: 'Other', ResponseURL: 'http://x' }, { Records: [] }]) {
    await t.rejects(handler(event), { name: 'TypeError', message: /CloudFormation/ })
  }
})

t.test('The bundle does the same under the runtime client, and logs no value.', { skip }, async (t: Test) => {
  const lambda = await start(t, 'create-secrets', env)
  await lambda.invoke(request('Create'))
  t.match(answers, [{ Status: 'SUCCESS' }])
  t.equal(parameters.size, 2)
  t.notOk([...parameters.values()].some(({ Value }) => lambda.log().includes(String(Value))))
})
