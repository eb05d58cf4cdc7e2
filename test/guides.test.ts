import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { buildCli, killAll } from './helpers/cli.js'
import { blocksOf, missingIn, openShell, type Block, type Shell } from './helpers/guide.js'
import { startDynamoDbServer } from './helpers/dynamodb-server.js'
import { eventually } from './helpers/receiver.js'
import { startTestServer } from './helpers/server.js'

// Every command of docs/guides is run unchanged: blocks of `sh` run in one shell a page, other blocks are files of the given name.
// Words after `sh`: `wrong` must fail, `until` is repeated until it prints the next block, `setup` is not run (it installs),
// the name of a program: the block is left out where the program is missing.

const FOLDER = 'docs/guides'
const OPERATIONS = 'docs/operations.md'
const JWT_SECRET = 'a secret that only this test has'
const OWN = new Set(['wrong', 'until', 'setup'])
const pages = readdirSync(FOLDER).filter(name => name.endsWith('.md') && name !== 'README.md')
const dist = join(t.testdir(), 'dist')
await buildCli(dist)
t.teardown(killAll)

const hasProgram = (name: string) => {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`])
    return true
  } catch {
    return false
  }
}

for (const name of [OPERATIONS, ...pages.map(name => join(FOLDER, name))]) {
  const page = readFileSync(name, 'utf8')
  t.test(`The commands of ${name} do what the page says.`, async t => {
    const { shell, folder, put } = await reader(t, page)
    const blocks = blocksOf(page)
    const written = blocks.filter(({ language, words }) => language !== 'sh' && words.length > 0)
    for (const { words: [file = ''], code } of written) writeFileSync(join(folder, file), put(code))
    for (const block of blocks.filter(({ language }) => language === 'sh')) {
      await follow(t, shell, { ...block, code: put(block.code), prints: block.prints && put(block.prints) })
    }
  })

  t.test(`${name} tells what happens when a step fails.`, async t => {
    const wrong = blocksOf(page).filter(({ words }) => words.includes('wrong'))
    t.ok(wrong.length > 0, 'a step that fails')
    t.ok(wrong.every(({ prints }) => prints !== undefined), 'its output')
  })
}

/** A server with the settings that the page asks for, and a shell beside it. */
async function reader (t: Test, page: string) {
  const asked = [
    .../<!-- settings: (.+) -->/.exec(page)?.[1]?.matchAll(/(\w+)=(\S*)/g) ?? []
  ].map(([, name, value]) => [name!, value!] as const)
  const server = await startTestServer({ POSTHORN_JWT_SECRET: JWT_SECRET, ...Object.fromEntries(asked) })
  t.teardown(server.close)
  const free = await freePort()
  const folder = t.testdir()
  const isAlone = page.includes('<!-- without a server -->')
  const shell = openShell(folder, dist, isAlone ? {} : { POSTHORN_URL: server.url, POSTHORN_JWT_SECRET: JWT_SECRET })
  t.teardown(shell.close)
  // The compatible database that a page may name.
  const dynamodb = await startDynamoDbServer()
  t.teardown(dynamodb.close)
  const put = (text: string) => text.replaceAll('http://127.0.0.1:8071', server.url)
    .replaceAll('http://127.0.0.1:8000', dynamodb.endpoint.replace(/\/$/, '')).replaceAll(/\b3000\b/g, String(free))
  return { shell, folder, put }
}

// Below the ports that systems give to connections and to servers without a port of their own: it is still free when a step asks for it.
const [LOWEST, PORTS] = [20_000, 10_000]
let tried = process.pid

async function freePort (): Promise<number> {
  for (;;) {
    const port = LOWEST + (tried++ % PORTS)
    const server = createServer()
    const isFree = await new Promise<boolean>(resolve => server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)))
    await new Promise(resolve => server.close(resolve))
    if (isFree) return port
  }
}

async function follow (t: Test, shell: Shell, { words, code, prints = '' }: Block): Promise<void> {
  const missing = words.find(word => !OWN.has(word) && !hasProgram(word))
  if (missing !== undefined) return t.comment(`left out, there is no ${missing} here: ${code.split('\n')[0]}`)
  if (words.includes('setup')) return
  let ran = await shell.run(code)
  if (words.includes('until')) {
    await eventually(code, async () => {
      if (missingIn(ran.output, prints).length === 0) return true
      ran = await shell.run(code)
      return false
    })
  }
  if (!words.includes('wrong')) t.equal(ran.code, 0, `${code}\n${ran.output}`)
  t.strictSame(missingIn(ran.output, prints), [], `${code}\n${ran.output}`)
}

t.test('The list of guides names each guide, by its question.', async t => {
  const list = readFileSync(join(FOLDER, 'README.md'), 'utf8')
  for (const name of pages) t.match(list, new RegExp(`^- \\[.+\\]\\(${name.replaceAll('.', '\\.')}\\)`, 'm'), name)
})
