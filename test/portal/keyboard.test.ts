import type { Locator, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { shows, WITHIN } from '../helpers/browser.js'
import { openStage, skip } from '../helpers/portal.js'
import { eventually } from '../helpers/receiver.js'

// What a customer and an operator do by keyboard alone. The focus is never lost, and each thing takes few keys.

const stage = await openStage(t)
const { api, appId, endpoints, receiver } = stage

/** A reader without a pointer. Texts that are typed are not counted. */
function keyboardOf (page: Page) {
  const state = { count: 0 }
  const press = async (...keys: string[]) => {
    for (const key of keys) {
      state.count++
      await page.keyboard.press(key)
    }
  }
  const has = async (target: Locator) => await target.and(page.locator(':focus')).count() > 0
  return {
    state,
    press,
    /** Presses Tab, or another key, until the control has the focus. */
    async to (target: Locator, key = 'Tab') {
      await target.first().waitFor()
      for (let tries = 0; !await has(target); tries++) {
        if (tries > 60) throw new Error(`${key} does not lead to ${String(target)}`)
        await press(key)
      }
    },
    type: async (text: string) => await page.keyboard.type(text),
    /** Waits until the control has the focus, by itself. */
    at: async (target: Locator) => await target.and(page.locator(':focus')).first().waitFor(WITHIN)
  }
}

type Keyboard = ReturnType<typeof keyboardOf>

const few = (t: Test, { state }: Keyboard, most: number) => {
  t.comment(`${state.count} keys`)
  t.ok(state.count <= most, `${state.count} keys`)
}

const button = (page: Page, name: string) => page.locator('main').getByRole('button', { name, exact: true })

t.test('A message is found by its id, an attempt is opened, it is sent again; closing gives the list the focus', { skip }, async t => {
  const page = await stage.portal(t, '#/messages')
  const keys = keyboardOf(page)
  await shows(page, 'invoice-1042')
  await keys.press('/')
  await keys.at(page.locator('input.find'))
  await keys.type('invoice-1042')
  await keys.press('Enter')
  await shows(page, 'Attempt 1 of 4')
  await keys.press('Escape')
  await page.locator('.pane').waitFor({ state: 'detached' })
  await keys.press('j', 'Enter')
  await keys.at(page.locator('.list [aria-current=true]'))
  await page.locator('.pane .attempts').first().waitFor()
  await keys.press('Enter')
  await keys.at(page.locator('.pane h2').first())
  await keys.press('j')
  await keys.at(page.locator('.pane summary').first())
  await keys.press('Enter')
  await shows(page, 'Request headers')
  await page.waitForURL(/attempt=atmpt_/)
  const before = receiver.received.length
  await keys.press('r')
  await shows(page, 'The message is being sent again.')
  await eventually('the message that was sent again', () => receiver.received.length > before)
  await keys.press('Escape')
  await page.waitForURL(/#\/messages$/)
  await keys.at(page.locator('.list [data-row]'))
  few(t, keys, 12)
})

t.test('An endpoint with two event types and a filter is created', { skip }, async t => {
  const page = await stage.portal(t)
  const keys = keyboardOf(page)
  await shows(page, /^of \d/)
  await keys.to(page.getByRole('link', { name: 'Add an endpoint' }))
  await keys.press('Enter')
  await keys.at(page.locator('main, h1'))
  await keys.to(page.getByLabel('URL'))
  await keys.type(`${receiver.url}/hooks/keys`)
  await keys.to(page.getByRole('radio').first())
  await keys.press('ArrowDown')
  for (const name of ['order.created', 'user.signup']) {
    await keys.to(page.getByRole('checkbox', { name }))
    await keys.press('Space')
  }
  await keys.to(page.locator('summary', { hasText: 'Rate limit' }))
  await keys.press('Enter')
  await keys.to(page.getByLabel('Filter', { exact: true }))
  await keys.type('{"payload":{"id":"ord_77"}}')
  await keys.to(page.getByRole('button', { name: 'Add the endpoint' }))
  await keys.press('Enter')
  await shows(page, 'There is no attempt yet')
  await keys.at(page.locator('h1'))
  const { body: { data: [made] } } = await api('GET', `/app/${appId}/endpoint?order=descending&limit=1`)
  t.match(made, { url: /keys$/, eventTypes: ['order.created', 'user.signup'], filter: { payload: { id: 'ord_77' } } })
  few(t, keys, 60)
  await api('DELETE', `/app/${appId}/endpoint/${made.id}`)
})

t.test('A secret is rotated, an id is copied, a header is set and removed; each control keeps the focus', { skip }, async t => {
  const page = await stage.portal(t, `#/endpoints/${endpoints.picky}`, { permissions: ['clipboard-read', 'clipboard-write'] })
  const keys = keyboardOf(page)
  const rotate = button(page, 'Rotate')
  await keys.to(rotate)
  await keys.press('Enter')
  await keys.to(page.getByRole('dialog').getByRole('button', { name: 'Rotate' }))
  await keys.press('Enter')
  await shows(page, 'There is a new secret.')
  await keys.at(rotate)
  await keys.press('Enter')
  await keys.to(page.getByRole('dialog').getByRole('button', { name: 'Cancel' }))
  await keys.press('Enter')
  await keys.at(rotate)
  await keys.press('Enter')
  await page.getByRole('dialog').waitFor()
  await keys.press('Escape')
  await keys.at(rotate)
  await keys.to(page.getByPlaceholder('Name'))
  await keys.type('x-team')
  await keys.press('Tab')
  await keys.type('crm')
  await keys.press('Enter')
  await shows(page, 'The header x-team is set.')
  await keys.to(page.getByRole('button', { name: 'Remove the header x-team' }), 'Shift+Tab')
  await keys.press('Enter')
  await shows(page, 'The header x-team is removed.')
  await keys.at(page.locator('section', { hasText: 'Headers' }).locator('input'))
  const copy = page.getByRole('button', { name: `Copy ${endpoints.picky}` })
  await keys.to(copy, 'Shift+Tab')
  await keys.press('Enter')
  await eventually('the id', async () => await page.evaluate('navigator.clipboard.readText()') === endpoints.picky)
  await keys.at(copy)
  few(t, keys, 60)
})

t.test('An endpoint is disabled and enabled; what it missed is counted and sent', { skip }, async t => {
  const { body: { id } } = await api('POST', `/app/${appId}/endpoint`, { url: `${receiver.url}/hooks/away`, eventTypes: ['user.signup'] })
  const page = await stage.portal(t, `#/endpoints/${id}`)
  const keys = keyboardOf(page)
  await keys.to(button(page, 'Disable'))
  await keys.press('Enter')
  await keys.to(page.getByRole('dialog').getByRole('button', { name: 'Disable' }))
  await keys.press('Enter')
  await shows(page, 'The endpoint is disabled.')
  await keys.at(button(page, 'Enable'))
  for (let n = 0; n < 2; n++) await api('POST', `/app/${appId}/msg`, { eventType: 'user.signup', payload: { id: 'missed' } })
  await api('POST', `/app/${appId}/msg`, { eventType: 'order.shipped', payload: { id: 'ord_78' } })
  await keys.press('Enter')
  await shows(page, 'Messages that were not delivered meanwhile: 2')
  await keys.at(button(page, 'Disable'))
  const send = button(page, 'Send what is missing')
  await keys.to(send)
  await keys.press('Enter')
  await shows(page, 'Up to 2 messages.')
  const isMissing = page.getByRole('dialog').getByRole('radio', { name: /What was never sent/ })
  t.ok(await isMissing.isChecked())
  await keys.to(page.getByRole('dialog').getByRole('button', { name: 'Send what is missing' }))
  await keys.press('Enter')
  await shows(page, 'Done: 2 messages were sent again.')
  await keys.to(page.getByRole('dialog').getByRole('button', { name: 'Close' }))
  await keys.press('Enter')
  await page.getByText('not delivered meanwhile').waitFor({ state: 'detached' })
  t.equal(receiver.received.filter(({ path }) => path === '/hooks/away').length, 2)
  await keys.press('Tab')
  await keys.at(page.locator('main *'))
  few(t, keys, 40)
  await api('DELETE', `/app/${appId}/endpoint/${id}`)
})

t.test('A test is sent; its message has the focus; Escape leads back to the list', { skip }, async t => {
  const page = await stage.portal(t, `#/endpoints/${endpoints.good}`)
  const keys = keyboardOf(page)
  const test = button(page, 'Send a test')
  await keys.to(test)
  await keys.press('Enter')
  await page.getByRole('dialog').getByLabel('Event type').waitFor()
  await keys.press('Escape')
  await keys.at(test)
  await keys.press('Enter')
  await keys.to(page.getByRole('dialog').getByRole('button', { name: 'Send the test' }))
  await keys.press('Enter')
  await page.waitForURL(/#\/messages\/msg_/)
  await shows(page, 'Accepted')
  await keys.at(page.locator('main h1, main h2'))
  await keys.press('Escape')
  await page.waitForURL(/#\/messages$/)
  await keys.at(page.locator('main *'))
  few(t, keys, 25)
})

t.test('On a narrow page the title of an opened message has the focus, and after closing its row', { skip }, async t => {
  const page = await stage.portal(t, '#/messages', { viewport: { width: 400, height: 700 } })
  const keys = keyboardOf(page)
  await shows(page, 'invoice-1042')
  await keys.press('j', 'j', 'Enter')
  await page.waitForURL(/#\/messages\/msg_/)
  await keys.at(page.locator('.pane h1'))
  await keys.press('Escape')
  await keys.at(page.locator('.list [data-row]').nth(1))
})

t.test('In the console an application is found, opened as customer, and a link to its portal is made', { skip }, async t => {
  const page = await stage.console(t, '#/attention')
  const keys = keyboardOf(page)
  await page.getByRole('heading', { name: 'Attention' }).waitFor()
  await keys.press('/')
  await keys.type('Acme')
  await page.locator('.found a').first().waitFor()
  await keys.press('Enter')
  await shows(page, /^of \d/)
  const open = page.getByRole('button', { name: 'Open as customer' })
  await keys.to(open, 'Shift+Tab')
  await keys.press('Enter')
  await keys.to(page.getByRole('dialog').getByRole('button', { name: 'Open the portal' }))
  const [portal] = await Promise.all([page.context().waitForEvent('page'), keys.press('Enter')])
  await portal.getByText(/^of \d/).first().waitFor(WITHIN)
  await portal.close()
  await keys.to(page.getByRole('dialog').getByRole('button', { name: 'Close' }))
  await keys.press('Enter')
  await keys.at(open)
  await keys.to(page.getByRole('link', { name: 'Access' }))
  await keys.press('Enter')
  await keys.to(button(page, 'Make a link'))
  await keys.press('Enter')
  await shows(page, 'The link is made.')
  await keys.at(button(page, 'Make a link'))
  few(t, keys, 60)
})

t.test('Entries of attention are dismissed one after the other: the next one has the focus, at the end the title', { skip }, async t => {
  for (const name of ['a', 'b']) {
    await api('POST', `/app/${appId}/endpoint`, { url: `${receiver.url}/gone/${name}`, eventTypes: ['invoice.voided'] })
  }
  await api('POST', `/app/${appId}/msg`, { eventType: 'invoice.voided', payload: {} })
  await eventually('two entries', async () => (await api('GET', '/attention')).body.data.length === 2)
  const page = await stage.console(t, '#/attention')
  const keys = keyboardOf(page)
  const dismiss = button(page, 'Dismiss')
  await dismiss.nth(1).waitFor()
  await keys.to(dismiss.first())
  await keys.press('Enter')
  await dismiss.nth(1).waitFor({ state: 'detached' })
  await keys.at(dismiss)
  await keys.press('Enter')
  await shows(page, 'Nothing needs you')
  await keys.at(page.getByRole('heading', { name: 'Attention' }))
})
