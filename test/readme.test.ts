import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Svix } from 'svix'
import t from 'tap'
import { firstWebhook } from '../src/cli/shared/banner.js'
import { run } from './helpers/cli.js'
import { generate, SETTINGS_PAGE } from './helpers/readme.js'
import { START_PICTURE, startPicture } from './helpers/start-picture.js'
import { eventually, startReceiver } from './helpers/receiver.js'
import { startTestServer } from './helpers/server.js'

const readme = readFileSync('README.md', 'utf8')

t.test('The table of settings is that of the configuration (`npm run readme` writes it).', async (t) => {
  const page = readFileSync(SETTINGS_PAGE, 'utf8')
  t.equal(generate(page), page)
})

t.test('The first webhook in README is the one that the start prints.', async (t) => {
  const url = 'http://127.0.0.1:8071'
  t.ok(readme.includes(firstWebhook({ url, inboxUrl: `${url}/inbox` }, '$(npx posthorn token)').join('\n')))
})

t.test('README has at most 900 words, and a link for each question.', async t => {
  t.ok(readme.split(/\s+/).length <= 900, `${readme.split(/\s+/).length} words`)
  for (const [, picture] of readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)) t.ok(existsSync(picture!), picture!)
})

t.test('The package that is made from a clone has the version of this one.', async t => {
  const { name, version } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string, version: string }
  t.match(readFileSync('docs/guides/README.md', 'utf8'), `npm install --save-dev ../posthorn/${name}-${version}.tgz`)
})

t.test('An error of the SDK has the reason in its body, as README says.', async t => {
  const server = await startTestServer()
  t.teardown(server.close)
  const svix = new Svix(await server.token(), { serverUrl: server.url })
  await t.rejects(svix.application.create({ name: '' }), { code: 422, body: { detail: [{ loc: ['body', 'name'] }] } })
})

t.test('The picture shows the output of a start (`npm run readme` writes it).', async t => {
  t.equal(readFileSync(START_PICTURE, 'utf8'), await startPicture())
})

t.test('The examples of the SDK and of verifying work outside of a clone, and more than once.', async (t) => {
  const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: Array<string>(20).fill('300ms').join() })
  t.teardown(server.close)
  const free = await startReceiver()
  const port = new URL(free.url).port
  await free.close()
  const [send = '', receive = ''] = [...readme.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code!
    .replace('http://127.0.0.1:8071', server.url).replace('127.0.0.1:3000', `127.0.0.1:${port}`).replace('listen(3000,', `listen(${port},`))
  const dir = mkdtempSync(join(tmpdir(), 'posthorn-readme-'))
  t.teardown(() => { rmSync(dir, { recursive: true }) })
  symlinkSync(resolve('node_modules'), join(dir, 'node_modules'))
  writeFileSync(join(dir, 'receive.mjs'), receive)

  const TOKEN = await server.token()
  const secrets = new Set<string>()
  // The SDK version of this Node, and the newest, one after the other.
  for (const packageName of ['svix', 'svix', 'svix-newest']) {
    writeFileSync(join(dir, 'send.mjs'), send.replace("from 'svix'", `from '${packageName}'`))
    const sender = run('node', [join(dir, 'send.mjs')], { TOKEN }, dir)
    t.equal(await sender.exited, 0)
    t.equal(sender.stderr(), '')
    secrets.add(/^The secret of the endpoint: (whsec_\S+)\n$/.exec(sender.stdout())![1]!)
  }
  t.equal(secrets.size, 1, 'one endpoint')
  const [SECRET = ''] = secrets
  const receiver = run('node', [join(dir, 'receive.mjs')], { SECRET })
  t.teardown(() => receiver.child.kill())
  t.match(await eventually('a retry', () => receiver.stdout()), 'verified { amount: 4200 }')
})
