import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import t from 'tap'
import { chromiumPath, openBrowser, openPage, settled } from '../helpers/browser.js'
import { LARGE_PAGES } from '../helpers/large-pages.js'
import { startLargeWorld, type LargeWorld } from '../helpers/large.js'
import { eventually } from '../helpers/receiver.js'

// 10,000 endpoints behind the portal. The bounds of database work do not depend on the number of messages:
// `npm run bench:pages` asks the same pages over a million.

const skip = chromiumPath() === undefined && 'no Chromium: install one, or name it in POSTHORN_TEST_CHROMIUM'

let world: LargeWorld
let browser: Browser

t.before(async () => {
  if (skip) return
  world = await startLargeWorld({ dataDir: await mkdtemp(join(tmpdir(), 'posthorn-large-')), endpoints: 10_000, messages: 10_000 })
  browser = await openBrowser()
})
t.teardown(async () => {
  await browser?.close()
  await world?.close()
})

t.test('With 10,000 endpoints each page of the portal takes a bounded number of calls and rows of the database', { skip }, async t => {
  const page = await openPage(t, { browser, url: world.url })
  await page.goto(world.link)
  await settled(page)
  for (const { name, hash, ready, most } of LARGE_PAGES) {
    await page.goto('about:blank')
    await page.waitForLoadState('networkidle')
    world.spent()
    await page.goto(`${world.url}/portal/login${hash(world)}`)
    await ready(page, world)
    await page.waitForLoadState('networkidle')
    const { calls, rows } = world.spent()
    t.comment(`${name}: ${calls} calls, ${rows} rows`)
    t.ok(calls <= most.calls, `${name}: ${calls} calls`)
    t.ok(rows <= most.rows, `${name}: ${rows} rows`)
  }
})

t.test('The 25 endpoints that are shown ask for their last day in one call, and so do the next 25', { skip }, async t => {
  const page = await openPage(t, { browser, url: world.url })
  const asked: string[] = []
  page.on('request', request => { if (request.url().includes('/stats/app/')) asked.push(request.url()) })
  await page.goto(world.link)
  await settled(page)
  await page.locator('.rows tbody tr').nth(24).waitFor()
  await eventually('the first call', () => asked.length > 0)
  await page.waitForLoadState('networkidle')
  t.equal(asked.length, 1)
  await page.getByRole('button', { name: 'Show more' }).click()
  await page.locator('.rows tbody tr').nth(49).waitFor()
  await eventually('the second call', () => asked.length > 1)
  await page.waitForLoadState('networkidle')
  t.equal(asked.length, 2)
})
