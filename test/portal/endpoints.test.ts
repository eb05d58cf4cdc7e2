import type { Browser, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { chromiumPath, findings, openBrowser, openPage, shows } from '../helpers/browser.js'
import { startPortalWorld, type PortalWorld } from '../helpers/portal.js'

const skip = chromiumPath() === undefined && 'no Chromium: install one, or name it in POSTHORN_TEST_CHROMIUM'

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

const opened = async (t: Test) => await openPage(t, { browser, url: world.server.url })

/** The portal of an application, at an address of it. */
async function portalOf (t: Test, appId: string, hash: string): Promise<Page> {
  const page = await opened(t)
  const { url } = (await world.api('POST', `/auth/app-portal-access/${appId}`, {})).body
  await page.goto(url.replace('login#', `login?next=${hash.slice(1)}#`))
  return page
}

t.test('An endpoint with a rate limit shows what was sent lately, how much waits and until when', { skip }, async t => {
  const { api, receiver } = world
  const { body: { id: appId } } = await api('POST', '/app', { name: 'Slow' })
  const { body: { id } } = await api('POST', `/app/${appId}/endpoint`, { url: `${receiver.url}/hooks/slow`, throttleRate: 1 })
  const page = await portalOf(t, appId, `#/endpoints/${id}`)
  await shows(page, '1 message a second')
  await shows(page, 'Sent in the last 1 min: 0')
  await shows(page, 'Nothing waits for it.')
  await Promise.all(Array.from({ length: 60 }, async () => await api('POST', `/app/${appId}/msg`, { eventType: 'user.signup', payload: {} })))
  await page.reload()
  const waiting = page.getByText(/^Waiting: about \d+\./)
  await waiting.waitFor()
  const count = Number(/\d+/.exec((await waiting.textContent())!)![0])
  t.ok(count > 10 && count <= 65, `${count} wait`)
  await api('PATCH', `/app/${appId}`, { throttleRate: 7 })
  await page.reload()
  await shows(page, '7 messages a second to all endpoints together')
  await api('DELETE', `/app/${appId}`)
})

t.test('The search finds endpoints by URL, description, own id and id, a page at a time, in portal and console; its text is in the address', { skip }, async t => {
  const { api, receiver, server, token } = world
  const { body: { id: appId } } = await api('POST', '/app', { name: 'Many' })
  const made: string[] = []
  for (let number = 0; number < 32; number++) made.push((await api('POST', `/app/${appId}/endpoint`, { url: `${receiver.url}/hooks/tenant-${number}`, description: number === 3 ? 'Books what is paid' : '', ...number === 4 && { uid: 'crm-east' } })).body.id)
  const page = await portalOf(t, appId, '#/endpoints')
  const rows = page.locator('table.rows').first().locator('tbody tr')
  const search = page.getByRole('searchbox', { name: 'URL, description, own id or id' })
  await page.getByRole('link', { name: /tenant-31/ }).waitFor()
  await page.keyboard.press('/')
  await page.locator('input[data-key="/"]:focus').waitFor()
  const found: Array<[text: string, url: RegExp]> = [['TENANT-17', /tenant-17/], ['books', /tenant-3$/], ['crm-e', /tenant-4$/], [made[9]!, /tenant-9/]]
  for (const [text, url] of found) {
    await search.fill(text)
    await search.press('Enter')
    await page.waitForURL(address => decodeURIComponent(address.hash).includes(`q=${text}`))
    await rows.nth(1).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: url }).waitFor()
    t.equal(await rows.count(), 1, text)
  }
  await search.fill('tenant-')
  await search.press('Enter')
  await rows.nth(24).waitFor()
  t.equal(await rows.count(), 25)
  await page.getByRole('button', { name: 'Show more' }).first().click()
  await rows.nth(31).waitFor()
  await page.reload()
  await rows.nth(24).waitFor()
  t.equal(await search.inputValue(), 'tenant-')
  await search.fill('nothing')
  await search.press('Enter')
  await shows(page, 'No endpoint is like that')
  t.strictSame(await findings(page), [])
  const desk = await opened(t)
  await desk.goto(`${server.url}/console#token=${token}`)
  await desk.getByRole('heading', { name: 'Attention' }).waitFor()
  await desk.goto(`${server.url}/console#/app/${appId}/endpoints?q=tenant-20`)
  await desk.getByRole('link', { name: /tenant-20/ }).waitFor()
  t.equal(await desk.locator('table.rows').first().locator('tbody tr').count(), 1)
})
