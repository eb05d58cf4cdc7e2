import { generateKeyPairSync } from 'node:crypto'
import { calculateJwkThumbprint, createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import t from 'tap'
import { createTokens, type Principal } from '../../src/http/tokens.js'

const NOW = Date.UTC(2026, 10, 22)
const ORG: Principal = { kind: 'org', orgId: 'org_x' }
const hmac = (jwtAlgorithm: 'HS256' | 'HS384' | 'HS512' = 'HS256', jwtAlgorithmExplicit = false) =>
  ({ jwtSecret: 'a secret of at least sixty-four bytes, as HS512 would like to have it', jwtAlgorithm, jwtAlgorithmExplicit })
const pem = (type: 'rsa' | 'ed25519') => {
  const pair = type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519')
  return {
    privatePem: pair.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
    publicPem: pair.publicKey.export({ format: 'pem', type: 'spki' }) as string
  }
}

t.test('A created token is verified, with any algorithm.', async t => {
  const [rsa, ed] = [pem('rsa'), pem('ed25519')]
  const configs = [hmac(), hmac('HS384'), hmac('HS512'),
    ...(['RS256', 'RS384', 'RS512'] as const).map(jwtAlgorithm =>
      ({ jwtSecret: rsa.privatePem, jwtAlgorithm, jwtAlgorithmExplicit: true })),
    { jwtSecret: ed.privatePem, jwtAlgorithm: 'EdDSA' as const, jwtAlgorithmExplicit: true }]
  const tokens = configs.map(config => createTokens(config, () => NOW))
  const minted = await Promise.all(tokens.map(async one => await one.mint(ORG, 60)))
  for (const [index, one] of tokens.entries()) {
    t.equal(decodeProtectedHeader(minted[index]!).alg, configs[index]!.jwtAlgorithm)
    for (const [other, token] of minted.entries()) {
      if (other === index) t.strictSame(await one.verify(`Bearer ${token}`), ORG)
      else {
        await t.rejects(one.verify(`Bearer ${token}`), {
          statusCode: 401, code: 'authentication_failed'
        }, `${configs[other]!.jwtAlgorithm} at ${configs[index]!.jwtAlgorithm}`)
      }
    }
  }
})

t.test('A public key verifies tokens and cannot create them. It is not accepted as an HMAC secret.', async t => {
  const { privatePem, publicPem } = pem('rsa')
  const config = { jwtAlgorithm: 'RS256' as const, jwtAlgorithmExplicit: true }
  const token = await createTokens({ ...config, jwtSecret: privatePem }, () => NOW).mint(ORG, 60)
  const verifying = createTokens({ ...config, jwtSecret: publicPem }, () => NOW)
  t.strictSame(await verifying.verify(`Bearer ${token}`), ORG)
  await t.rejects(verifying.mint(ORG, 60), { statusCode: 500, code: 'cannot_mint' })
  const forged = await new SignJWT({ sub: 'org_x' }).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(publicPem))
  await t.rejects(verifying.verify(`Bearer ${forged}`), { statusCode: 401, message: 'Invalid token' })
})

t.test('A token contains its issuer, its time and its subject.', async t => {
  const tokens = createTokens(hmac(), () => NOW)
  const at = NOW / 1000
  t.match(decodeJwt(await tokens.mint(ORG, 60)), { sub: 'org_x', iss: 'svix-server', iat: at, nbf: at, exp: at + 60 })
  const portal: Principal = { kind: 'app', orgId: 'org_x', appId: 'app_x', featureFlags: [] }
  t.match(decodeJwt(await tokens.mint(portal, 60)), { sub: 'app_x', org: 'org_x', iss: 'svix-server', iat: at, nbf: at, exp: at + 60 })
  t.notOk('feature_flags' in decodeJwt(await tokens.mint(portal, 60)), 'without flags, no claim')
  const flagged: Principal = { ...portal, featureFlags: ['a', 'b'] }
  const token = await tokens.mint(flagged, 60)
  t.strictSame(decodeJwt(token).feature_flags, ['a', 'b'])
  t.match(await tokens.verify(`Bearer ${token}`), flagged)
})

t.test('A valid token is refused after its end plus the leeway, and before its start minus the leeway.', async t => {
  let now = NOW
  const tokens = createTokens(hmac(), () => now)
  const token = await tokens.mint(ORG, 60)
  const isGood = async () => await tokens.verify(`Bearer ${token}`).then(() => true, () => false)
  for (const [seconds, expected] of [[0, true], [60 + 899, true], [60 + 900, false], [1e9, false], [-900, true], [-901, false]] as const) {
    now = NOW + seconds * 1000
    t.equal(await isGood(), expected, `${seconds} s`)
  }
})

t.test("A portal's token is refused from its end on; its start has the leeway.", async t => {
  let now = NOW
  const tokens = createTokens(hmac(), () => now)
  const token = await tokens.mint({ kind: 'app', orgId: 'org_x', appId: 'app_x', featureFlags: [] }, 60)
  const isGood = async (one: typeof tokens) => await one.verify(`Bearer ${token}`).then(() => true, () => false)
  for (const [seconds, expected] of [[0, true], [59, true], [60, false], [-900, true], [-901, false]] as const) {
    now = NOW + seconds * 1000
    t.equal(await isGood(tokens), expected, `${seconds} s, known before`)
    t.equal(await isGood(createTokens(hmac(), () => now)), expected, `${seconds} s, seen first`)
  }
})

t.test('The hint about a secret that was sent as a token is given only if no algorithm is set.', async t => {
  const said = async (explicit: boolean) =>
    await createTokens(hmac('HS256', explicit), () => NOW).verify(`Bearer ${hmac().jwtSecret}`).catch((error: Error) => error.message)
  t.match(await said(false), /^Authentication failed\. JWT signing secrets/)
  t.equal(await said(true), 'Invalid token')
})

t.test('Others verify a token by the published keys, of which it names one. Of an HMAC secret nothing is published.', async t => {
  for (const [jwtAlgorithm, type] of [['RS256', 'rsa'], ['EdDSA', 'ed25519']] as const) {
    const [old, fresh] = [pem(type), pem(type)]
    const config = { jwtAlgorithm, jwtAlgorithmExplicit: true }
    const tokens = createTokens({ ...config, jwtSecret: fresh.privatePem, jwtSecretSecond: old.privatePem }, () => NOW)
    const keys = tokens.publicKeys()
    t.match(keys, [{ alg: jwtAlgorithm, use: 'sig' }, { alg: jwtAlgorithm, use: 'sig' }])
    for (const key of keys) t.equal(key.kid, await calculateJwkThumbprint(key))
    for (const { privatePem } of [old, fresh]) {
      const token = await createTokens({ ...config, jwtSecret: privatePem }, () => NOW).mint(ORG, 60)
      const { payload } = await jwtVerify(token, createLocalJWKSet({ keys }), { currentDate: new Date(NOW) })
      t.equal(payload.sub, 'org_x')
    }
    t.notMatch(JSON.stringify(keys), /"(d|p|q|dp|dq|qi)":/, 'no private part')
    t.same(createTokens({ ...config, jwtSecret: old.publicPem }, () => NOW).publicKeys(), [keys[1]], 'of a public key alone the same')
  }
  t.same(createTokens(hmac(), () => NOW).publicKeys(), [])
  t.equal(decodeProtectedHeader(await createTokens(hmac(), () => NOW).mint(ORG, 60)).kid, undefined)
})
