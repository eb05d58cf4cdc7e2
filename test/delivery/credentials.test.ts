import t from 'tap'
import { openHeaders, openUrl, sealHeaders, sealUrl } from '../../src/delivery/credentials.js'
import { createVault } from '../../src/lib/secret-encryption.js'
import { fc } from '../helpers/chance.js'

const vault = createVault('main secret')

t.test('a URL comes back as it was, whatever its login is, and none of it is in what is stored', t => {
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

t.test('a URL without a login has none, also where it says @', t => {
  for (const url of ['http://example.com/a@b?c=d@e', 'http://@example.com/', 'http://:@example.com/']) {
    const sealed = sealUrl(vault, new URL(url).href)
    t.equal(sealed.login, null)
    t.equal(openUrl(vault, sealed), new URL(url).href)
  }
  t.equal(openUrl(vault, { url: 'http://example.com/' }), 'http://example.com/')
  t.end()
})

t.test('values of headers are sealed each, names stay, and what is to be removed stays null', t => {
  const sealed = sealHeaders(vault, { 'X-A': 'hush', 'x-b': null, 'x-c': '' })
  t.strictSame(Object.keys(sealed), ['X-A', 'x-b', 'x-c'])
  t.equal(sealed['x-b'], null)
  t.notMatch(JSON.stringify(sealed), 'hush')
  const { 'x-b': _removed, ...rest } = sealed as Record<string, string>
  t.strictSame(openHeaders(vault, rest), { 'X-A': 'hush', 'x-c': '' })
  t.end()
})
