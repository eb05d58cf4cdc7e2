import type { Browser, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { chromiumPath, openBrowser, openPage, shows } from '../helpers/browser.js'
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
