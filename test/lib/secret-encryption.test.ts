import t from 'tap'
import { createVault, formatSecret, generateSecret, parseSecret, publicForm } from '../../src/lib/secret-encryption.js'
import { fc, noise } from '../helpers/chance.js'

const WHSK = 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=='
const WHPK = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4='

const whsec = (size: number): string => `whsec_${noise(size).toString('base64')}`

t.test('Symmetric secrets of 24 to 75 bytes are read and written unchanged.', async t => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 24, maxLength: 75 }), (bytes) => {
    const text = `whsec_${Buffer.from(bytes).toString('base64')}`
    const key = parseSecret(text)
    t.ok(key)
    return formatSecret(key!) === text && publicForm(key!) === text
  }))
  const es = `whsec_${'e'.repeat(32)}`
  t.equal(publicForm(parseSecret(es)!), es)
})

t.test('Symmetric secrets of any other size are refused.', async t => {
  t.notOk(parseSecret('whsec_C2FVsBQIhrscChlQIM+b5sSYspob'))
  for (const size of [0, 1, 23, 76, 81, 200]) t.notOk(parseSecret(whsec(size)), `${size} bytes`)
  for (const size of [24, 64, 75]) t.ok(parseSecret(whsec(size)), `${size} bytes`)
})

t.test('Of an asymmetric secret only the public half is shown.', async t => {
  const key = parseSecret(WHSK)!
  t.equal(key.kind, 'ed25519')
  t.equal(publicForm(key), WHPK)
  t.equal(formatSecret(key), WHSK)
})

t.test('An asymmetric secret whose halves do not belong together is refused.', async t => {
  const bytes = Buffer.from(WHSK.slice(5), 'base64')
  for (const at of [0, 31, 32, 63]) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 0x10
    t.notOk(parseSecret(`whsk_${changed.toString('base64')}`), `byte ${at}`)
  }
  t.notOk(parseSecret(`whsk_${bytes.subarray(0, 63).toString('base64')}`))
  t.notOk(parseSecret(`whsk_${Buffer.alloc(64).toString('base64')}`))
})

t.test('Text is refused unless it is a secret with its prefix in strict base64.', async t => {
  const good = whsec(25)
  const refused = [
    '', 'whsec_', 'whsk_', WHPK, good.slice('whsec_'.length), good.toUpperCase(), ` ${good}`, `${good}\n`, `${good}=`,
    good.replaceAll('=', ''), `whsec_${noise(30).fill(0xff).toString('base64url')}`, `whsec-${good.slice(6)}`,
    `whsec_${'e'.repeat(33)}`, `whsec_${'e'.repeat(33)}B==`, 'whsec_' + '*'.repeat(32)
  ]
  for (const text of refused) t.equal(parseSecret(text), undefined, text)
  fc.assert(fc.property(fc.string(), (text) => parseSecret(text) === undefined))
})

t.test('A generated secret is new, valid and of the requested type.', async t => {
  for (const type of ['hmac256', 'ed25519'] as const) {
    const [one, two] = [generateSecret(type), generateSecret(type)]
    t.not(formatSecret(one), formatSecret(two))
    t.same(parseSecret(formatSecret(one)), one)
  }
  const hmac = generateSecret('hmac256')
  t.equal(hmac.kind === 'hmac' && hmac.key.length, 24)
  t.match(publicForm(generateSecret('ed25519')), /^whpk_.{44}$/)
})

t.test('A vault opens what another vault with the same main secret sealed.', async t => {
  const vault = createVault('main secret')
  fc.assert(fc.property(fc.string(), (text) => createVault('main secret').open(vault.seal(text)) === text), { numRuns: 50 })
  t.match(vault.seal('whsec_x'), /^v2\.[\w-]{8}\./)
  t.equal(vault.open(`v1.${vault.seal('whsec_x').split('.')[2]}`), 'whsec_x', 'the first form named no key')
  t.not(vault.seal('same'), vault.seal('same'), 'equal texts are sealed differently')
  t.notMatch(vault.seal('whsec_visible'), 'visible')
})

t.test('A second main secret opens and never seals. The id of a text names its key.', async t => {
  const [old, both] = [createVault('old'), createVault('new', 'old')]
  t.equal(both.open(old.seal('x')), 'x')
  t.equal(both.open(`v1.${old.seal('x').split('.')[2]}`), 'x', 'also without an id')
  t.equal(createVault('new').open(both.seal('x')), 'x')
  t.throws(() => old.open(both.seal('x')), /the main secret is another one/)
  t.strictSame([both.isCurrent(both.seal('x')), both.isCurrent(old.seal('x')), both.isCurrent('v1.AAAA')], [true, false, false])
})

t.test('A vault refuses text that it did not seal, and gives the reason.', async t => {
  const vault = createVault('main secret')
  const sealed = vault.seal(WHSK)
  t.throws(() => createVault('another').open(sealed), { message: /cannot be decrypted: the main secret is another one/ })
  t.throws(() => vault.open(WHSK), { message: /unknown format/ })
  for (const broken of ['v1.', 'v1.AAAA', sealed.slice(0, -4), sealed.slice(0, -20)]) {
    t.throws(() => vault.open(broken), { message: /cannot be decrypted/ })
  }
  const bytes = Buffer.from(sealed.split('.')[2]!, 'base64')
  for (const at of [0, 12, bytes.length - 1]) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 1
    t.throws(() => vault.open('v1.' + changed.toString('base64')), { message: /cannot be decrypted/ }, `byte ${at}`)
  }
})
