import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { firstWebhook } from '../src/cli/shared/banner.js'
import { run } from './helpers/cli.js'
import { generate, SETTINGS_PAGE } from './helpers/readme.js'
import { eventually, startReceiver } from './helpers/receiver.js'
import { startTestServer } from './helpers/server.js'

const readme = readFileSync('README.md', 'utf8')

t.test('the table of settings is the one that the configuration describes (`npm run readme` writes it)', async (t) => {
  const page = readFileSync(SETTINGS_PAGE, 'utf8')
  t.equal(generate(page), page)
})

t.test('the first webhook is the one that the start prints', async (t) => {
  const url = 'http://127.0.0.1:8071'
  t.ok(readme.includes(firstWebhook({ url, inboxUrl: `${url}/inbox` }, '$(npx posthorn token)').join('\n')))
})

t.test('the examples of the SDK and of verifying do what they say', async (t) => {
  const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: Array<string>(20).fill('300ms').join() })
  t.teardown(server.close)
  const free = await startReceiver()
  const port = new URL(free.url).port
  await free.close()
  const [send = '', receive = ''] = [...readme.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code!
    .replace('http://127.0.0.1:8071', server.url).replace('127.0.0.1:3000', `127.0.0.1:${port}`).replace('listen(3000,', `listen(${port},`))
  const dir = t.testdir()
  writeFileSync(join(dir, 'send.mjs'), send)
  writeFileSync(join(dir, 'receive.mjs'), receive)

  const sender = run('node', [join(dir, 'send.mjs')], { TOKEN: await server.token() })
  t.equal(await sender.exited, 0)
  t.equal(sender.stderr(), '')
  const SECRET = /^The secret of the endpoint: (whsec_\S+)\n$/.exec(sender.stdout())![1]!
  const receiver = run('node', [join(dir, 'receive.mjs')], { SECRET })
  t.teardown(() => receiver.child.kill())
  t.match(await eventually('a retry arrives', () => receiver.stdout()), 'verified { amount: 4200 }')
})
