import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { openScreen } from '../../src/cli/demo/screen.js'
import { median } from '../../src/cli/demo/summary.js'
import { isVerified } from '../../src/cli/shared/verify.js'
import { cut, pad, padLeft, paintFor, widthOf } from '../../src/cli/shared/terminal.js'
import { buildCli, posthorn } from '../helpers/cli.js'
import { noise } from '../helpers/chance.js'

t.test('In a pipe, the demo prints each attempt as a plain line, a correct summary, and ends.', async (t) => {
  const dist = join(t.testdir(), 'dist')
  await buildCli(dist)
  const demo = posthorn(dist, ['demo'])
  t.equal(await demo.exited, 0)
  const text = demo.stdout()
  t.equal(demo.stderr(), '')
  t.notMatch(text, '\u001b')
  t.ok(text.split('\n').every(line => line.length <= 80 && line === line.trimEnd()))

  // 5 messages; flaky fails messages 1, 3 and 5 once, and 2 and 4 twice; the schedule has three retries.
  const row = (name: string) => text.split('\n').filter(line => line.startsWith(`  ${name} `)).at(-1)!.trim().split(/ {2,}/)
  t.match(row('healthy'), ['healthy', '5/5', '5', '0', '5 ok', /^\d+ ms$/, 'delivered'])
  t.match(row('slow'), ['slow', '5/5', '5', '0', '5 ok', /^1\.[2-9]\d s$/, 'delivered'])
  t.match(row('flaky'), ['flaky', '5/5', '12', '7', '12 ok', /^\d+ ms$/, 'recovered'])
  t.match(row('dead'), ['dead', '0/5', '20', '20', '-', '-', 'exhausted'])
  const count = (pattern: RegExp) => text.match(pattern)?.length
  t.equal(count(/ s {2}#\d \w+ +(delivered|retry|exhausted) /g), 42)
  t.equal(count(/signature ok/g), 22)
  t.equal(count(/exhausted +no connection +4 attempts$/gm), 5)
  t.match(text, '42 attempts above, 42 on record in the API.')
})

t.test('In a terminal, the demo has colours and a panel at the bottom, within the width of the terminal.', async (t) => {
  let shown = ''
  const stream = { isTTY: true, columns: 12, hasColors: () => true, write: (text: string) => (shown += text) !== '' }
  const screen = openScreen(stream)
  screen.panel(['one', 'two'])
  screen.line(screen.paint('red', 'longer than the terminal'))
  t.equal(shown, 'one\ntwo\n\u001b[2A\u001b[J\u001b[31mlonger tha…\u001b[0m\none\ntwo\n')
})

t.test('In a terminal without colours, the demo prints the plain lines of a pipe.', async (t) => {
  let shown = ''
  const stream = { isTTY: true, columns: 12, hasColors: () => false, write: (text: string) => (shown += text) !== '' }
  const screen = openScreen(stream)
  screen.panel(['one'])
  screen.line(screen.paint('red', 'longer than the terminal') + screen.mark('✓'))
  t.equal(shown, 'longer than the terminal\n')
})

t.test('Widths count visible characters, and cutting keeps escape sequences whole.', async (t) => {
  const paint = paintFor({ isTTY: true, hasColors: () => true })
  t.equal(widthOf(paint('bold', '✓ ok')), 4)
  t.equal(pad(paint('bold', 'ab'), 4), '\u001b[1mab\u001b[0m  ')
  t.equal(padLeft('ab', 4), '  ab')
  t.equal(cut('abcd', 4), 'abcd')
  t.equal(cut(`${paint('red', 'abc')}${paint('dim', 'def')}`, 4), '\u001b[31mabc\u001b[0m\u001b[2m…\u001b[0m')
  t.equal(widthOf(cut(`${paint('red', 'abc')}${paint('dim', 'def')}`, 3)), 3)
})

t.test("The receiver's check of signatures agrees with the reference library.", async (t) => {
  const secret = `whsec_${noise(24).toString('base64')}`
  const now = Date.now()
  const [id, body] = ['msg_1', Buffer.from('{"a":1}')]
  const sign = (key: string, at = now) => ({
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': new Webhook(key).sign(id, new Date(at), body.toString())
  })
  t.ok(isVerified(secret, sign(secret), body, now))
  const rotated = { ...sign(secret), 'webhook-signature': `v1a,AAAA v1,bad ${sign(secret)['webhook-signature']}` }
  t.ok(isVerified(secret, rotated, body, now), 'one of several signatures')
  t.notOk(isVerified(secret, sign(secret), Buffer.from('{"a":2}'), now), 'another body')
  t.notOk(isVerified(secret, { ...sign(secret), 'webhook-id': 'msg_2' }, body, now), 'another id')
  t.notOk(isVerified(`whsec_${noise(24).toString('base64')}`, sign(secret), body, now), 'another secret')
  t.notOk(isVerified(secret, sign(secret, now - 301_000), body, now), 'too old')
  t.notOk(isVerified(secret, { ...sign(secret), 'webhook-timestamp': 'soon' }, body, now), 'no timestamp')
  t.notOk(isVerified(secret, {}, body, now), 'no headers')
})

t.test('The median of an empty list is empty.', async (t) => {
  t.equal(median([]), undefined)
  t.equal(median([5, 1, 3]), 3)
  t.equal(median([4, 1, 2, 3]), 2)
})
