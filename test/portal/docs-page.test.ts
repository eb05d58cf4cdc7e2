import type { Browser, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { chromiumPath, findings, isTooWide, openBrowser, openPage } from '../helpers/browser.js'
import { startTestServer, type TestServer } from '../helpers/server.js'

// The page of the API's documentation, in a browser.
const skip = chromiumPath() === undefined && 'no Chromium: install one, or name it in POSTHORN_TEST_CHROMIUM'

let server: TestServer
let browser: Browser

t.before(async () => {
  server = await startTestServer()
  if (!skip) browser = await openBrowser()
})
t.teardown(async () => {
  await browser?.close()
  await server.close()
})

async function opened (t: Test, hash = '', options = {}): Promise<Page> {
  const page = await openPage(t, { browser, url: server.url, options })
  await page.goto(`${server.url}/docs${hash}`)
  return page
}
const seen = async (page: Page, selector: string) => await page.locator(selector).filter({ visible: true }).count()

t.test('It starts folded, and a link opens its operation', { skip }, async t => {
  const page = await opened(t)
  t.ok(await seen(page, '.group') > 15)
  t.equal(await seen(page, '.operation'), 0)
  t.same(await findings(page), [])
  await page.goto('about:blank')
  await page.goto(`${server.url}/docs#v1.endpoint.recover`)
  await page.getByText('Sends again what failed').waitFor()
  await page.getByRole('link', { name: 'RecoverIn' }).first().click()
  await page.locator('#schema-RecoverIn .body').waitFor()
})

t.test('The search finds by any words and says how many; without words everything is folded again', { skip }, async t => {
  const page = await opened(t)
  await page.keyboard.press('/')
  await page.keyboard.type('rotate secret')
  await page.getByRole('status').filter({ hasText: 'found' }).waitFor()
  t.match(await page.getByRole('status').first().textContent(), /^[2-9] found$/)
  t.ok(await page.getByText('Rotate endpoint secret').isVisible())
  t.notOk(await page.getByText('List applications').isVisible())
  await page.getByLabel('Search').fill('no such words')
  await page.getByText('0 found').waitFor()
  await page.getByLabel('Search').fill('')
  t.equal(await seen(page, '.operation'), 0)
  t.ok(await seen(page, '.group') > 15)
})

t.test('Each call is shown in the language that is chosen, which stays', { skip }, async t => {
  const page = await opened(t, '#v1.message.create')
  const example = page.locator('[id="v1.message.create"] .samples pre').filter({ visible: true })
  t.match(await example.textContent(), `curl '${server.url}/api/v1/app/acme/msg'`)
  for (const [name, text] of [['JavaScript', 'svix.message.create'], ['Python', 'MessageIn(event_type'], ['Go', 'client.Message.Create']] as const) {
    await page.getByLabel('Examples in').selectOption(name)
    t.equal(await example.count(), 1)
    t.match(await example.textContent(), text)
  }
  await page.reload()
  t.match(await example.textContent(), 'client.Message.Create')
})

t.test('A call can be tried on the page', { skip }, async t => {
  const page = await opened(t, '#v1.application.create')
  await page.getByLabel('Token', { exact: true }).fill(await server.token())
  const operation = page.locator('[id="v1.application.create"]')
  await operation.getByText('Try it').click()
  await operation.getByRole('button', { name: 'Send' }).click()
  await operation.getByText(/^201, \d+ ms/).waitFor()
  await operation.getByLabel('Body').fill('{}')
  await operation.getByRole('button', { name: 'Send' }).click()
  await operation.getByText(/^422, \d+ ms[^]*missing field 'name'/).waitFor()
})

t.test('The header is one row where there is room; in a narrow window no control is parted from its label', { skip }, async t => {
  const page = await opened(t)
  const boxes = async (selector: string) => await page.evaluate<Array<{ left: number, right: number, middle: number }>>(`[...document.querySelectorAll('${selector}')].map(one => {
    const { left, right, top, bottom } = one.getBoundingClientRect()
    return { left, right, middle: (top + bottom) / 2 }
  })`)
  for (const width of [1280, 1920]) {
    await page.setViewportSize({ width, height: 800 })
    const middles = (await boxes('header > *')).map(({ middle }) => middle)
    t.ok(Math.max(...middles) - Math.min(...middles) < 4, `${width}: ${middles.join(' ')}`)
  }
  for (const width of [320, 375, 768, 1024]) {
    await page.setViewportSize({ width, height: 800 })
    t.notOk(await isTooWide(page), String(width))
    const [labels, controls] = [await boxes('header label'), await boxes('header label + *')]
    t.equal(labels.length, 3)
    labels.forEach(({ middle, right }, at) => t.ok(Math.abs(middle - controls[at]!.middle) < 4 && controls[at]!.left - right < 16, `${width}: label ${at}`))
    for (const { left, right } of await boxes('header *')) t.ok(left >= 0 && right <= width, String(width))
  }
})

t.test('Axe finds nothing in what is open, light and dark, and no window is too narrow', { skip }, async t => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await opened(t, '', { colorScheme })
    for (const id of ['v1.message.create', 'v1.endpoint.list', 'v1.import.upload', 'schema-EndpointIn']) {
      await page.evaluate(`location.hash = '${id}'`)
      await page.locator(`[id="${id}"] > .body`).waitFor()
    }
    await page.locator('[id="v1.message.create"] .try > summary').click()
    for (const answer of await page.locator('[id="v1.message.create"] .answer > summary').all()) await answer.click()
    t.same(await findings(page), [], colorScheme)
    await page.setViewportSize({ width: 360, height: 800 })
    t.notOk(await isTooWide(page), colorScheme)
  }
})
