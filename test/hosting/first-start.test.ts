import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ensureSecrets } from '../../src/hosting/first-start.js'

const modeOf = (path: string) => statSync(path).mode & 0o777

t.test('The first start makes secrets that only the owner can read. Later starts read these secrets.', async (t) => {
  const dataDir = join(t.testdir(), 'deep', 'data')
  const first = await ensureSecrets(dataDir)
  t.ok(first.created)
  t.ok(first.jwtSecret.length >= 43 && first.mainSecret.length >= 43)
  t.not(first.jwtSecret, first.mainSecret)
  t.equal(modeOf(dataDir), 0o700)
  t.equal(modeOf(join(dataDir, 'secrets.json')), 0o600)
  t.strictSame(readdirSync(dataDir), ['secrets.json'], 'no temporary file is left')
  t.strictSame(await ensureSecrets(dataDir), { ...first, created: false })
})

t.test('Servers that start at the same moment use one set of secrets, which one of them made.', async (t) => {
  const dataDir = t.testdir()
  const all = await Promise.all(Array.from({ length: 20 }, () => ensureSecrets(dataDir)))
  t.equal(new Set(all.map(({ jwtSecret, mainSecret }) => jwtSecret + mainSecret)).size, 1)
  t.equal(all.filter(({ created }) => created).length, 1)
  t.strictSame(readdirSync(dataDir), ['secrets.json'])
})

t.test('With :memory: every start makes new secrets and keeps nothing.', async (t) => {
  const dir = t.testdir()
  const before = process.cwd()
  process.chdir(dir)
  t.teardown(() => process.chdir(before))
  const [one, other] = [await ensureSecrets(':memory:'), await ensureSecrets(':memory:')]
  t.not(one.mainSecret, other.mainSecret)
  t.strictSame(readdirSync(dir), [])
})

t.test('A damaged file is refused with instructions, and is not changed.', async (t) => {
  const damaged = ['', '{', 'null', '[]', '{"jwtSecret":"a"}', '{"jwtSecret":"","mainSecret":"b"}', '{"jwtSecret":"secret","mainSecret":1}']
  for (const text of damaged) {
    const dataDir = t.testdir({ 'secrets.json': text })
    const refusal = await ensureSecrets(dataDir).catch((error: Error) => error.message)
    t.match(refusal, /secrets\.json is damaged\. Restore it from a backup/, text)
    t.notMatch(refusal, '"secret"')
    t.equal(readFileSync(join(dataDir, 'secrets.json'), 'utf8'), text)
  }
})

t.test('A path that is not a readable file is refused by name.', async (t) => {
  await t.rejects(ensureSecrets(t.testdir({ 'secrets.json': {} })), { message: /secrets\.json cannot be read \(EISDIR\)/ })
})

t.test('Loose permissions are tightened. A log line reports this.', async (t) => {
  const dataDir = t.testdir()
  const path = join(dataDir, 'secrets.json')
  writeFileSync(path, '{"jwtSecret":"a","mainSecret":"b"}')
  chmodSync(path, 0o644)
  t.strictSame(await ensureSecrets(dataDir), { jwtSecret: 'a', mainSecret: 'b', created: false, tightened: true })
  t.equal(modeOf(path), 0o600)
  t.equal((await ensureSecrets(dataDir)).tightened, false)
})
