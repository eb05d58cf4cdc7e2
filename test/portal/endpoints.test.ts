import t from 'tap'
import { findings, shows } from '../helpers/browser.js'
import { openStage, skip } from '../helpers/portal.js'
import { eventually } from '../helpers/receiver.js'

const stage = await openStage(t)

t.test('An endpoint with a rate limit shows what was sent lately, how much waits and until when', { skip }, async t => {
  const { api, receiver } = stage
  const { body: { id: appId } } = await api('POST', '/app', { name: 'Slow' })
  const { body: { id } } = await api('POST', `/app/${appId}/endpoint`, { url: `${receiver.url}/hooks/slow`, throttleRate: 1 })
  const page = await stage.portal(t, `#/endpoints/${id}`, { appId })
  await shows(page, '1 message a second')
  await shows(page, 'Sent in the last 1 min: 0')
  await shows(page, 'Nothing waits for it.')
  await Promise.all(
    Array.from({ length: 60 }, async () => await api('POST', `/app/${appId}/msg`, { eventType: 'user.signup', payload: {} }))
  )
  await page.reload()
  const waiting = page.getByText(/^Waiting: about \d+$/)
  await waiting.waitFor()
  const count = Number(/\d+/.exec((await waiting.textContent())!)![0])
  t.ok(count > 10 && count <= 65, `${count} wait`)
  await api('PATCH', `/app/${appId}`, { throttleRate: 7 })
  await page.reload()
  await shows(page, '7 messages a second to all endpoints together')
  await api('DELETE', `/app/${appId}`)
})

t.test('The search finds endpoints by URL, description, uid and id, in pages; its text is in the address', { skip }, async t => {
  const { api, receiver } = stage
  const { body: { id: appId } } = await api('POST', '/app', { name: 'Many' })
  const made: string[] = []
  for (let number = 0; number < 32; number++) {
    made.push((await api('POST', `/app/${appId}/endpoint`, {
      url: `${receiver.url}/hooks/tenant-${number}`, description: number === 3 ? 'Books what is paid' : '',
      ...number === 4 && { uid: 'crm-east' }
    })).body.id)
  }
  const page = await stage.portal(t, '#/endpoints', { appId })
  const rows = page.locator('table.rows').first().locator('tbody tr')
  const search = page.getByRole('searchbox', { name: 'URL, description, own id or id' })
  await page.getByRole('link', { name: /tenant-31/ }).waitFor()
  await page.keyboard.press('/')
  await page.locator('input[data-key="/"]:focus').waitFor()
  const found: Array<[text: string, url: RegExp]> = [
    ['TENANT-17', /tenant-17/], ['books', /tenant-3$/], ['crm-e', /tenant-4$/], [made[9]!, /tenant-9/]
  ]
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
  const desk = await stage.console(t, `#/app/${appId}/endpoints?q=tenant-20`)
  await desk.getByRole('link', { name: /tenant-20/ }).waitFor()
  t.equal(await desk.locator('table.rows').first().locator('tbody tr').count(), 1)
})

t.test('What was canceled by hand does not count as never sent: a replay of what is missing leaves it out', { skip }, async t => {
  const { api, receiver } = stage
  const { body: { id: appId } } = await api('POST', '/app', { name: 'Canceled' })
  const { body: { id } } = await api('POST', `/app/${appId}/endpoint`, { url: `${receiver.url}/hooks/later` })
  const deliverAt = new Date(Date.now() + 3_600_000).toISOString()
  for (let n = 0; n < 2; n++) await api('POST', `/app/${appId}/msg`, { eventType: 'user.signup', payload: {}, deliverAt })
  const { body: { id: task } } = await api('POST', `/app/${appId}/endpoint/${id}/cancel-msgs`, {})
  await eventually('the end of the task', async () => (await api('GET', `/background-task/${task}`)).body.status === 'finished')
  const page = await stage.portal(t, `#/endpoints/${id}`, { appId })
  await page.getByRole('button', { name: 'Send again' }).first().click()
  await page.getByRole('dialog').getByRole('radio', { name: /What was never sent/ }).check()
  await shows(page, 'Up to 0 messages.')
  await api('DELETE', `/app/${appId}`)
})
