import { SignJWT } from 'jose'
import t from 'tap'
import { expireTokens } from '../../src/rules/application-rules.js'
import { handler } from '../../src/lambda/authorizer-function.js'
import { checkToken } from '../../src/lambda/check-token.js'
import { createTokens } from '../../src/http/tokens.js'
import * as applications from '../../src/repositories/applications.js'
import { newApplication } from '../helpers/engine.js'
import { bundled, deployment, prepare } from '../helpers/functions.js'

const { skip, start } = await bundled(['authorizer'])
const here = await deployment({ POSTHORN_LOG_LEVEL: 'silent', POSTHORN_USAGE_KEY: 'counts-all' })
const { POSTHORN_MAIN_SECRET: _main, POSTHORN_QUEUE_URL: _queue, ...env } = here.env
prepare(env)
const tokens = createTokens({ jwtSecret: here.env.POSTHORN_JWT_SECRET, jwtAlgorithm: 'HS256', jwtAlgorithmExplicit: false }, Date.now)

const ARN = 'arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/prod/POST/api/v1/app/app_1/msg'

/** Events of a REST API's authorizers, TOKEN and REQUEST, and of an HTTP API's, 1.0 and 2.0, as API Gateway sends them. */
const shapes = {
  token: (authorization?: string) =>
    ({ type: 'TOKEN', methodArn: ARN, ...(authorization !== undefined && { authorizationToken: authorization }) }),
  request: (authorization?: string) => ({
    type: 'REQUEST', methodArn: ARN, resource: '/{proxy+}', path: '/api/v1/app/app_1/msg', httpMethod: 'POST',
    headers: {
      Host: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com', ...(authorization !== undefined && { Authorization: authorization })
    },
    requestContext: { apiId: 'a1b2c3d4e5', stage: 'prod', requestId: 'r-1' }
  }),
  http: (authorization?: string) => ({
    version: '2.0', type: 'REQUEST', routeArn: 'arn:aws:execute-api:eu-west-1:123456789012:f6g7h8i9j0/$default/POST/api/v1/app',
    identitySource: [authorization], routeKey: '$default', rawPath: '/api/v1/app', rawQueryString: '',
    headers: { ...(authorization !== undefined && { authorization }) },
    requestContext: {
      accountId: '123456789012', apiId: 'f6g7h8i9j0', stage: '$default', requestId: 'r-2', http: { method: 'POST', path: '/api/v1/app' }
    }
  })
}

const org = async (seconds = 3600) => `Bearer ${await tokens.mint({ kind: 'org', orgId: 'org_1' }, seconds)}`

async function bad (): Promise<Record<string, string | undefined>> {
  const forged = createTokens({ jwtSecret: 'another secret altogether', jwtAlgorithm: 'HS256', jwtAlgorithmExplicit: false }, Date.now)
  const key = new TextEncoder().encode(here.env.POSTHORN_JWT_SECRET)
  const signed = await org()
  return {
    'none at all': undefined,
    empty: '',
    'no bearer': 'Basic dXNlcjpwYXNz',
    garbage: 'Bearer not.a.token',
    forged: `Bearer ${await forged.mint({ kind: 'org', orgId: 'org_1' }, 3600)}`,
    expired: await org(-3600),
    'of another algorithm': `Bearer ${await new SignJWT({ sub: 'org_1' }).setProtectedHeader({ alg: 'HS512' }).sign(key)}`,
    unsigned: `Bearer ${Buffer.from('{"alg":"none","typ":"JWT"}')
      .toString('base64url')}.${Buffer.from('{"sub":"org_1"}').toString('base64url')}.`,
    tampered: signed.slice(0, -4) + 'AAAA',
    'of nobody': `Bearer ${await new SignJWT({ sub: 'user_1' }).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(key)}`,
    'the secret itself': `Bearer ${here.env.POSTHORN_JWT_SECRET}`
  }
}

t.test("An organization's token is allowed for all methods and paths, so that API Gateway may cache the answer.", async t => {
  const allowed = {
    principalId: 'org_1',
    policyDocument: {
      Version: '2012-10-17', Statement: [
        { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: 'arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/prod/*/*' }
      ]
    },
    context: { orgId: 'org_1' },
    usageIdentifierKey: 'counts-all'
  }
  t.same(await handler(shapes.token(await org())), allowed)
  t.same(await handler(shapes.request(await org())), allowed)
  t.same(await handler(shapes.http(await org())), { isAuthorized: true, context: { orgId: 'org_1' } })
})

t.test('A token that is not valid is refused: with 401 by a REST API, with isAuthorized false by an HTTP API.', async t => {
  for (const [what, authorization] of Object.entries(await bad())) {
    await t.rejects(handler(shapes.token(authorization)), { message: /^Unauthorized$/ }, what)
    await t.rejects(handler(shapes.request(authorization)), { message: /^Unauthorized$/ }, what)
    t.same(await handler(shapes.http(authorization)), { isAuthorized: false }, what)
  }
})

t.test("A portal's token is allowed until its application ends it.", async t => {
  const application = await newApplication(here.engine)
  const { orgId, id: appId } = application
  const authorization = `Bearer ${await tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 3600)}`
  t.match(await handler(shapes.token(authorization)), { principalId: appId, context: { orgId, appId } })
  await applications.updateWith(here.db, application, current => expireTokens(current, Date.now(), Date.now()), Date.now())
  // A process sees the change of another process when its cached application has expired.
  const deadline = Date.now() + 60_000
  let refused: unknown
  while (refused === undefined && Date.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 200))
    refused = await handler(shapes.token(authorization)).then(() => undefined, error => error)
  }
  t.match(refused, { message: 'Unauthorized' })
  const later = `Bearer ${await tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 3600)}`
  t.match(await handler(shapes.token(later)), { principalId: appId }, 'a token that was issued later is valid')
})

t.test('A refusal contains the reason for the log.', async t => {
  const reasons = Object.fromEntries(await Promise.all(Object.entries(await bad()).map(async ([what, authorization]) =>
    [what, (await checkToken({ tokens, db: here.db }, authorization)).refused])))
  t.strictSame(reasons, {
    'none at all': 'no authorization header', empty: 'no authorization header', 'no bearer': 'not a Bearer token', garbage: 'not a JWT',
    forged: 'wrong signature', expired: 'expired',
    'of another algorithm': 'wrong algorithm', unsigned: 'wrong algorithm', tampered: 'wrong signature',
    'of nobody': "The token's subject is not an organization.", 'the secret itself': 'the signing secret itself'
  })
})

t.test("A portal's token is refused after its application was deleted.", async t => {
  const application = await newApplication(here.engine)
  const { orgId, id: appId } = application
  const authorization = `Bearer ${await tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 3600)}`
  const ask = async () => await checkToken({ tokens, db: here.db }, authorization)
  t.match(await ask(), { principal: { appId } })
  await applications.remove(here.db, application, Date.now())
  t.strictSame(await ask(), { refused: 'application deleted' })
  await t.rejects(handler(shapes.token(authorization)), { message: /^Unauthorized$/ })
})

t.test('An event of another kind is an error that contains nothing of the event.', async t => {
  for (const event of [
    null, undefined, 'x', {}, { type: 'TOKEN' }, { type: 'REQUEST', version: '2.0' },
    { type: 'TOKEN', methodArn: 5, authorizationToken: 'secret' }, { Records: [] }
  ]) {
    const error = await handler(event).then(() => undefined, (error: Error) => error)
    t.match(error, { name: 'TypeError', message: /authorizer events of API Gateway/ }, JSON.stringify(event))
    t.notMatch(error!.message, /secret/)
  }
})

t.test('The bundle does the same under the runtime client, with no secret but that of the tokens.', { skip }, async t => {
  const lambda = await start(t, 'authorizer', env)
  t.match(await lambda.invoke(shapes.token(await org())), { principalId: 'org_1' })
  await t.rejects(lambda.invoke(shapes.token(await org(-3600))), { message: /^Unauthorized$/ })
  t.same(await lambda.invoke(shapes.http('Bearer x')), { isAuthorized: false })
})
