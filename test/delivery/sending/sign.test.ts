import { createPublicKey, verify } from 'node:crypto'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import t from 'tap'
import { signatureHeaders } from '../../../src/delivery/sending/sign.js'
import { formatSecret, generateSecret, parseSecret, type SigningKey } from '../../../src/lib/secret-encryption.js'

const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek'
const timestamp = 1614265330
const body = Buffer.from('{"test": 2432232314}')
const hmac = parseSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')!
const ed25519 = parseSecret('whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==')!
const V1 = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
const V1A = 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=='

const now = (): number => Math.floor(Date.now() / 1000)

t.test('The signature equals the published test vector of HMAC-SHA256.', async t => {
  t.same(signatureHeaders({ id, timestamp, body, keys: [hmac], families: 'standard' }), {
    'webhook-id': id, 'webhook-timestamp': '1614265330', 'webhook-signature': V1
  })
})

t.test('The signature equals the published test vector of Ed25519, also when the key is used again.', async t => {
  for (let i = 0; i < 2; i++) {
    t.same(signatureHeaders({ id, timestamp, body, keys: [ed25519], families: 'svix' }), {
      'svix-id': id, 'svix-timestamp': '1614265330', 'svix-signature': V1A
    })
  }
})

t.test('Several keys sign in the given order. The signatures are separated by single spaces, under both header families.', async t => {
  const headers = signatureHeaders({ id, timestamp, body, keys: [ed25519, hmac], families: 'both' })
  t.same(headers, {
    'webhook-id': id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': `${V1A} ${V1}`,
    'svix-id': id,
    'svix-timestamp': '1614265330',
    'svix-signature': `${V1A} ${V1}`
  })
})

t.test('Signatures with three generations of keys are verified by the libraries that receivers use.', async t => {
  const keys: SigningKey[] = [generateSecret('hmac256'), generateSecret('ed25519'), generateSecret('hmac256')]
  const payload = Buffer.from('{"name":"Grüße, 世界 🎺",  "n":1.50}')
  const headers = signatureHeaders({ id, timestamp: now(), body: payload, keys, families: 'both' })
  for (const key of keys.filter(({ kind }) => kind === 'hmac')) {
    t.same(new StandardWebhook(formatSecret(key)).verify(payload, headers), JSON.parse(payload.toString()))
    t.same(new SvixWebhook(formatSecret(key)).verify(payload, headers), JSON.parse(payload.toString()))
  }
  const key = keys[1]!
  if (key.kind !== 'ed25519') return t.fail('the second key is an Ed25519 key')
  const signature = Buffer.from(headers['webhook-signature']!.split(' ')[1]!.slice('v1a,'.length), 'base64')
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.publicKey.toString('base64url') }, format: 'jwk' })
  const content = Buffer.concat([Buffer.from(`${id}.${headers['webhook-timestamp']}.`), payload])
  t.ok(verify(null, content, publicKey, signature))
})

t.test('A different body, id or time is not verified.', async t => {
  const secret = generateSecret('hmac256')
  const good = signatureHeaders({ id, timestamp: now(), body, keys: [secret], families: 'standard' })
  const webhook = new StandardWebhook(formatSecret(secret))
  t.throws(() => webhook.verify('{"test":2432232314}', good))
  t.throws(() => webhook.verify(body, { ...good, 'webhook-id': 'msg_other' }))
  t.throws(() => webhook.verify(body, { ...good, 'webhook-timestamp': String(now() + 7) }))
  t.ok(webhook.verify(body, good))
})

t.test('Bytes that are not UTF-8 are signed as they are.', async t => {
  const secret = generateSecret('hmac256')
  const sign = (bytes: Buffer): string =>
    signatureHeaders({ id, timestamp, body: bytes, keys: [secret], families: 'svix' })['svix-signature']!
  t.not(sign(Buffer.from([0xff])), sign(Buffer.from([0xfe])))
})
