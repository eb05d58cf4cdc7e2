import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { bundlePortal } from '../../infra/portal.js'
import { chromiumPath, openBrowser } from '../helpers/browser.js'
import { HOSTILE, startPortalWorld, type PortalWorld } from '../helpers/portal.js'

const skip = chromiumPath() === undefined && 'no Chromium: install one, or name it in POSTHORN_TEST_CHROMIUM'
const KB = 1024
const WITHIN = { timeout: 20_000 }

let world: PortalWorld
let browser: Browser

t.before(async () => {
  world = await startPortalWorld()
  if (!skip) browser = await openBrowser()
})
t.teardown(async () => {
  await browser?.close()
  await world.close()
})

/** A page that fails its test when it logs an error, throws, or asks another host. */
async function opened (t: Test, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  t.teardown(async () => await context.close())
  const page = await context.newPage()
  page.on('pageerror', error => t.fail(`the page threw: ${error.message}`))
  page.on('console', message => { if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) t.fail(`the console says: ${message.text()}`) })
  page.on('request', request => { if (!request.url().startsWith(world.server.url) && !request.url().startsWith('data:')) t.fail(`asks ${request.url()}`) })
  page.setDefaultTimeout(WITHIN.timeout)
  return page
}

const at = (page: Page, hash: string) => page.goto(`${world.server.url}/portal/login${hash}`)
const shows = async (page: Page, text: string | RegExp) => await page.getByText(text).first().waitFor()

t.test('The page has a strict policy, an ETag and hashed files that are kept forever, compressed as the reader takes it', async t => {
  const page = await fetch(`${world.server.url}/portal/login?darkMode=true`)
  const html = await page.text()
  t.equal(page.headers.get('content-security-policy'), "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'")
  t.match(Object.fromEntries(page.headers), { 'cache-control': 'no-cache', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' })
  t.notMatch(html, /<script>|<style|style=|https?:/, 'nothing in place, nothing from elsewhere')
  const again = await fetch(`${world.server.url}/portal/login`, { headers: { 'if-none-match': page.headers.get('etag')! } })
  t.equal(again.status, 304)
  const [script = ''] = /portal-\w+\.js/.exec(html) ?? []
  const plain = await (await fetch(`${world.server.url}/portal/${script}`, { headers: { 'accept-encoding': 'identity' } })).text()
  for (const coding of ['br', 'gzip']) {
    const answer = await fetch(`${world.server.url}/portal/${script}`, { headers: { 'accept-encoding': coding } })
    t.match(Object.fromEntries(answer.headers), { 'content-encoding': coding, 'content-type': /^text\/javascript/, 'cache-control': /immutable/, vary: /accept-encoding/i })
    t.equal(await answer.text(), plain)
  }
  for (const [from, to] of [['/portal', 'portal/login'], ['/portal/?darkMode=true', 'login?darkMode=true']] as const) {
    const moved = await fetch(`${world.server.url}${from}`, { redirect: 'manual' })
    t.match([moved.status, moved.headers.get('location')], [307, to])
  }
  for (const none of ['portal.html', '../package.json', '%2e%2e/package.json', 'nothing.js']) t.equal((await fetch(`${world.server.url}/portal/${none}`)).status, 404, none)
})

t.test('The first view is at most 45 KB of JavaScript and 10 KB of CSS, gzipped', async t => {
  const folder = t.testdir()
  const { outputs } = await bundlePortal(folder)
  const entry = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith('main.tsx'))!
  const first = [entry[0], ...entry[1].imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path)]
  const gzipped = (names: string[]) => names.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name)), { level: 9 }).length, 0)
  const names = readdirSync(folder)
  const sizes = { js: gzipped(names.filter(name => first.some(path => path.endsWith(name)))), css: gzipped(names.filter(name => name.endsWith('.css'))) }
  t.comment(`${sizes.js} bytes of JavaScript, ${sizes.css} of CSS, gzipped`)
  t.ok(sizes.js > 5 * KB && sizes.js <= 45 * KB, `${sizes.js} bytes of JavaScript`)
  t.ok(sizes.css > KB && sizes.css <= 10 * KB, `${sizes.css} bytes of CSS`)
})

t.test('From the link to a message that is sent again, and nothing of the key stays in the address', { skip }, async t => {
  const page = await opened(t)
  await page.goto(await world.link())
  await shows(page, /^of \d/)
  t.equal(page.url(), `${world.server.url}/portal/login#/endpoints`)
  t.strictSame(await page.evaluate('[document.cookie, Object.keys(localStorage), Object.keys(sessionStorage)]'), ['', [], ['posthorn-portal']])
  await page.getByRole('link', { name: /bad\/warehouse/ }).click()
  await shows(page, 'Server error')
  await page.getByRole('link', { name: 'Messages' }).click()
  await page.getByRole('row', { name: /invoice-1042/ }).getByRole('link').click()
  await shows(page, 'Attempt 1 of 4')
  await page.locator('summary', { hasText: 'Attempt 1 of 4' }).click()
  await shows(page, '"database is down"')
  t.match(page.url(), /attempt=atmpt_/, 'an attempt has an address')
  const before = world.receiver.received.length
  await page.getByRole('button', { name: 'Send again' }).first().click()
  await shows(page, 'Sent by hand')
  t.ok(world.receiver.received.length > before, 'the endpoint was asked again')
  await page.reload()
  await shows(page, 'Sent by hand')
})

t.test('What a payload brings along is text', { skip }, async t => {
  const page = await opened(t)
  await page.goto(await world.link())
  await shows(page, /^of \d/)
  await at(page, `#/messages/${world.messages.hostile}`)
  await shows(page, /onerror/)
  t.equal(await page.locator('main img, main script, main b').count(), 0)
  t.match(await page.title(), /^order\.created/)
  await page.keyboard.press('v')
  t.ok((await page.locator('.code pre').first().textContent())!.includes(HOSTILE.direction))
  t.notOk(await isTooWide(page))
})

t.test('Without a key, with a broken one and after its end, the page says how to come back', { skip }, async t => {
  const page = await opened(t)
  await at(page, '')
  await shows(page, 'This page is opened by a link')
  await at(page, '#key=%7Bbroken')
  await shows(page, 'This page is opened by a link')
  await page.goto(await world.link({ sessionId: 'ends' }))
  await shows(page, /^of \d/)
  await world.api('POST', `/auth/app/${world.appId}/expire-all`, { sessionIds: ['ends'] })
  await at(page, '#/messages')
  // Another process may take the token for five seconds more; this one knows at once.
  await shows(page, 'This session has ended')
})

/** Whether the page scrolls sideways. */
const isTooWide = async (page: Page) => await page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth')

/** What axe finds: rules and the elements that break them. */
async function findings (page: Page): Promise<string[]> {
  // The policy forbids scripts from elsewhere; the debugger's are not asked.
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<{ violations: Array<{ id: string, nodes: Array<{ html: string, failureSummary: string }> }> }>('axe.run()')
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`))
}

/** Every page by its address, and what shows that it is there. */
const pages = (): Array<[hash: string, text: string | RegExp]> => [
  ['#/endpoints', /^of \d/],
  [`#/endpoints/${world.endpoints.bad}`, 'Server error'],
  [`#/endpoints/${world.endpoints.off}?view=undelivered`, 'Every message was delivered.'],
  ['#/messages', /1 Retrying|Retrying/],
  ['#/messages?state=undelivered', 'Server error'],
  ['#/messages?type=nothing', 'No message is like that'],
  [`#/messages/${world.messages.good}`, 'Attempt 1 of 4']
]

for (const colorScheme of ['light', 'dark'] as const) {
  t.test(`axe finds nothing on any page, ${colorScheme}, and no page scrolls sideways at 320 px`, { skip }, async t => {
    const page = await opened(t, { colorScheme, reducedMotion: 'reduce' })
    await page.goto(await world.link())
    for (const [hash, text] of pages()) {
      await at(page, hash)
      await shows(page, text)
      t.strictSame(await findings(page), [], hash)
      await page.setViewportSize({ width: 320, height: 640 })
      t.notOk(await isTooWide(page), `${hash} fits into 320 px`)
      await page.setViewportSize({ width: 1280, height: 800 })
    }
  })
}
