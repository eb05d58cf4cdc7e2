import { SignatureV4 } from '@smithy/signature-v4'
import { AwsV4Signer } from 'aws4fetch'
import t from 'tap'
import { encoded, signedHeaders, signedQuery, type Signable } from '../../src/aws/signature-v4.js'
import { fc, runs } from '../helpers/chance.js'
import { Sha256 } from '../helpers/sha256.js'

const credentials = fc.record({
  accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/), secretAccessKey: fc.string({ minLength: 1, maxLength: 40 }),
  sessionToken: fc.option(fc.stringMatching(/^[a-zA-Z0-9+/=]{1,80}$/), { nil: undefined })
})
const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/)
const text = fc.stringMatching(/^[!-~]( {0,2}[!-~]){0,10}$/)
const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter(one => !/^\.{1,2}$/.test(one))
const time = fc.integer({ min: 1e12, max: 2e12 })
const query = fc.uniqueArray(word, { maxLength: 4 }).chain(names => fc.tuple(...names.map(name => fc.tuple(fc.constant(name), text))))

t.test('A signature in headers equals that of the AWS SDK.', async t => {
  await fc.assert(fc.asyncProperty(credentials, fc.dictionary(word.map(name => `x-amz-meta-${name}`), text, { maxKeys: 4 }), query,
    fc.array(key, { maxLength: 3 }), fc.uint8Array(), time, async (credentials, headers, pairs, keys, body, at) => {
      const request: Signable = {
        method: 'POST', host: 'service.eu-west-1.amazonaws.com', path: `/${keys.map(encoded).join('/')}`, query: Object.fromEntries(pairs),
        headers, body
      }
      const ours = signedHeaders(request, { credentials, service: 's3', region: 'eu-west-1', at })
      const signer = new SignatureV4({
        credentials: credentials as never, service: 's3', region: 'eu-west-1', sha256: Sha256 as never, uriEscapePath: false,
        applyChecksum: false
      })
      const theirs = await signer.sign({
        method: 'POST', protocol: 'https:', hostname: request.host, path: request.path, query: Object.fromEntries(pairs),
        headers: { ...headers, host: request.host }, body
      } as never, { signingDate: new Date(at) }) as unknown as { headers: Record<string, string> }
      t.equal(ours.authorization, theirs.headers.authorization)
    }), { numRuns: runs(200, 2000) })
})

t.test('A signature in headers equals that of aws4fetch, for an operation of DynamoDB.', async t => {
  await fc.assert(fc.asyncProperty(credentials, fc.string({ minLength: 1 }), time, async (credentials, json, at) => {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.PutItem' }
    const ours = signedHeaders({ method: 'POST', host: 'dynamodb.eu-west-1.amazonaws.com', path: '/', headers, body: Buffer.from(json) }, {
      credentials, service: 'dynamodb', region: 'eu-west-1', at
    })
    const datetime = ours['x-amz-date']!
    const signer = new AwsV4Signer({
      ...credentials as { accessKeyId: string, secretAccessKey: string }, url: 'https://dynamodb.eu-west-1.amazonaws.com/', headers,
      body: json, service: 'dynamodb', region: 'eu-west-1', datetime, allHeaders: true
    })
    const theirs = await signer.sign() as { headers: Headers }
    t.equal(ours.authorization, theirs.headers.get('authorization'))
  }), { numRuns: runs(100, 1000) })
})

t.test('A signature in a URL equals that of the AWS SDK.', async t => {
  await fc.assert(fc.asyncProperty(credentials, fc.array(key, { minLength: 1, maxLength: 3 }), query, fc.integer({ min: 1, max: 604_800 }),
    time, async (credentials, keys, pairs, seconds, at) => {
      const path = `/${keys.map(encoded).join('/')}`
      const ours = signedQuery({
        method: 'PUT', host: 'bucket.s3.eu-west-1.amazonaws.com', path, query: Object.fromEntries(pairs)
      }, { credentials, service: 's3', region: 'eu-west-1', at }, seconds)
      const signer = new SignatureV4({
        credentials: credentials as never, service: 's3', region: 'eu-west-1', sha256: Sha256 as never, uriEscapePath: false,
        applyChecksum: false
      })
      const request = {
        method: 'PUT', protocol: 'https:', hostname: 'bucket.s3.eu-west-1.amazonaws.com', path,
        query: { ...Object.fromEntries(pairs), 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' },
        headers: { host: 'bucket.s3.eu-west-1.amazonaws.com', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
      }
      const theirs = await signer.presign(request, {
        expiresIn: seconds, signingDate: new Date(at), unhoistableHeaders: new Set(['x-amz-content-sha256']),
        unsignableHeaders: new Set(['x-amz-content-sha256'])
      })
      t.equal(new URLSearchParams(ours).get('X-Amz-Signature'), theirs.query!['X-Amz-Signature'])
    }), { numRuns: runs(200, 2000) })
})

t.test('The signing key of a day belongs to its secret, region and service. The cache does not mix keys up.', async t => {
  const sign = (secretAccessKey: string, region: string, service: string, at: number) => signedHeaders({
    method: 'GET', host: 'h', path: '/', headers: {}, body: Buffer.alloc(0)
  }, { credentials: { accessKeyId: 'a', secretAccessKey }, region, service, at }).authorization
  const cases = Array.from({ length: 60 }, (_, i) =>
    sign(`secret ${i % 3}`, `region-${i % 5}`, `service-${i % 2}`, 1.7e12 + (i % 4) * 86_400_000))
  t.equal(new Set(cases).size, 60)
  t.same(cases, Array.from({ length: 60 }, (_, i) =>
    sign(`secret ${i % 3}`, `region-${i % 5}`, `service-${i % 2}`, 1.7e12 + (i % 4) * 86_400_000)))
})
