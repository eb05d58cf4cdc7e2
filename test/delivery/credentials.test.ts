import t from 'tap'
import { openHeaders, openUrl, sealHeaders, sealUrl } from '../../src/delivery/credentials.js'
import { createVault } from '../../src/lib/secret-encryption.js'
import { fc } from '../helpers/chance.js'

const vault = createVault('main secret')

t.test('A URL is read back as it was, with any login. The stored form does not contain the login.', t => {
  fc.assert(fc.property(fc.string(), fc.string(), fc.webUrl({ withQueryParameters: true }), (user, password, text) => {
    const url = new URL(text)
    url.username = user
    url.password = password
    const sealed = sealUrl(vault, url.href)
    const stored = new URL(sealed.url)
    return openUrl(vault, sealed) === url.href && stored.username === '' && stored.password === ''
  }), { seed: 7, numRuns: 200 })
  t.end()
})

t.test('A URL without a login has no credentials, also when its path contains @.', t => {
  for (const url of ['http://example.com/a@b?c=d@e', 'http://@example.com/', 'http://:@example.com/']) {
    const sealed = sealUrl(vault, new URL(url).href)
    t.equal(sealed.login, null)
    t.equal(openUrl(vault, sealed), new URL(url).href)
  }
  t.equal(openUrl(vault, { url: 'http://example.com/' }), 'http://example.com/')
  t.end()
})

t.test('Header values are sealed one by one. Header names stay readable, and null for a removed header stays null.', t => {
  const sealed = sealHeaders(vault, { 'X-A': 'hush', 'x-b': null, 'x-c': '' })
  t.strictSame(Object.keys(sealed), ['X-A', 'x-b', 'x-c'])
  t.equal(sealed['x-b'], null)
  t.notMatch(JSON.stringify(sealed), 'hush')
  const { 'x-b': _removed, ...rest } = sealed as Record<string, string>
  t.strictSame(openHeaders(vault, rest), { 'X-A': 'hush', 'x-c': '' })
  t.end()
})
