import t from 'tap'
import { drawn, isTooWide, looksRight, settled, shows } from '../helpers/browser.js'
import { eventually } from '../helpers/receiver.js'
import { openStage, skip } from '../helpers/portal.js'

const stage = await openStage(t)
const { at, blank } = stage
const place = `${stage.server.url}/console`
const key = `#token=${stage.token}`

t.test('The page has a strict policy, forbids frames and names its version; a slash at the end redirects', async t => {
  const page = await fetch(`${stage.server.url}/console`)
  t.match(
    page.headers.get('content-security-policy'),
    /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'/
  )
  t.match(
    Object.fromEntries(page.headers), { 'cache-control': 'no-cache', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' }
  )
  const html = await page.text()
  t.notMatch(html, /<script>|<style|style=|https?:|\{\w+\}/, 'nothing in place, nothing from elsewhere')
  t.match(html, /name="version" content="\d+\.\d+\.\d+"/)
  const moved = await fetch(`${stage.server.url}/console/?lang=de`, { redirect: 'manual' })
  t.match([moved.status, moved.headers.get('location')], [307, '../console?lang=de'])
})

t.test('The link signs in, and nothing of its key stays in the address; signing out forgets it', { skip }, async t => {
  const page = await blank(t)
  await page.goto(`${place}${key}`)
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
  t.notMatch(page.url(), /token|eyJ/)
  t.strictSame(
    await page.evaluate('[document.cookie, Object.keys(localStorage), Object.keys(sessionStorage)]'), ['', [], ['posthorn-console']]
  )
  await page.reload()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await shows(page, 'Posthorn console')
  t.strictSame(await page.evaluate('Object.keys(sessionStorage)'), [])
})

t.test('A sign-out before the server has answered is not undone by the answer', { skip }, async t => {
  const page = await stage.console(t, '#/apps')
  await page.getByRole('link', { name: 'Acme' }).waitFor()
  const held = { go: () => {} }
  const isHeld = new Promise<void>(resolve => {
    page.route('**/auth/whoami', async route => {
      resolve()
      await new Promise<void>(resolve => { held.go = resolve })
      await route.continue()
    }).catch(t.threw)
  })
  await page.reload()
  await isHeld
  await page.getByRole('button', { name: 'Sign out' }).click()
  await shows(page, 'Posthorn console')
  const answer = page.waitForResponse('**/auth/whoami')
  held.go()
  await (await answer).finished()
  await drawn(page)
  await shows(page, 'Posthorn console')
  t.strictSame(await page.evaluate('Object.keys(sessionStorage)'), [])
})

t.test('A pasted token signs in; one that is broken, or of a portal, is told what is wrong', { skip }, async t => {
  const page = await blank(t)
  await page.goto(`${place}`)
  const paste = async (token: string) => {
    await page.getByLabel('Token of an organization').fill(token)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  await paste('eyJhbGciOiJub25lIn0.e30.')
  await shows(page, 'The server does not take this token.')
  const narrowed = await stage.api('POST', `/auth/app-portal-access/${stage.appId}`, { capabilities: ['ViewBase'] })
  await paste(narrowed.body.token)
  await shows(page, 'This token belongs to the portal of one application.')
  t.strictSame(await page.evaluate('Object.keys(sessionStorage)'), [], 'it is not kept')
  await page.getByRole('link', { name: 'Open that portal' }).click()
  await shows(page, /^of \d/)
  await page.goto(place)
  await paste(` ${stage.token}\n`)
  await shows(page, 'Sign out')
})

t.test('An application is created, found, changed and deleted', { skip }, async t => {
  const page = await stage.console(t, '#/apps')
  await page.getByRole('button', { name: 'New application' }).click()
  await page.getByRole('button', { name: 'Create the application' }).click()
  await shows(page, 'Give a name.')
  await page.getByLabel('Name', { exact: true }).fill('<b>Bold & Sons</b>')
  await page.getByRole('textbox', { name: 'Own id' }).fill('bold')
  await page.getByLabel('Metadata').fill('plan: pro\nurl: https://a.example')
  await page.getByRole('button', { name: 'Create the application' }).click()
  await shows(page, 'There is no endpoint yet')
  t.match((await stage.api('GET', '/app/bold')).body, { name: '<b>Bold & Sons</b>', metadata: { plan: 'pro', url: 'https://a.example' } })
  t.equal(await page.locator('main b').count(), 0)
  await page.locator('.within').getByRole('link', { name: 'Settings' }).click()
  await page.getByLabel('Rate limit').fill('50')
  await page.getByRole('button', { name: 'Save' }).click()
  await shows(page, 'The application is saved.')
  t.equal((await stage.api('GET', '/app/bold')).body.throttleRate, 50)
  await at(page, '#/apps?q=sons')
  await shows(page, '50 messages a second')
  t.equal(await page.locator('tbody tr').count(), 1)
  await page.getByRole('link', { name: '<b>Bold & Sons</b>' }).click()
  await page.locator('.within').getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Delete the application' }).click()
  const dialog = page.getByRole('dialog')
  t.equal(await dialog.getByRole('button', { name: 'Delete the application' }).isDisabled(), true)
  await dialog.getByLabel('Type its name').fill('<b>Bold & Sons</b>')
  await dialog.getByRole('button', { name: 'Delete the application' }).click()
  await shows(page, 'is deleted.')
  t.equal((await stage.api('GET', '/app/bold')).status, 404)
})

t.test('An application has the pages of its portal: endpoints, log and message, and their links stay in it', { skip }, async t => {
  const page = await stage.console(t, '#/apps')
  await page.getByRole('link', { name: 'Acme' }).click()
  await page.getByRole('link', { name: /bad\/warehouse/ }).click()
  await shows(page, 'Server error')
  t.match(page.url(), `/console#/app/${stage.appId}/endpoints/${stage.endpoints.bad}`)
  await page.getByRole('link', { name: 'Messages', exact: true }).click()
  await page.getByRole('row', { name: /invoice-1042/ }).getByRole('link').click()
  await shows(page, 'Attempt 1 of 4')
  t.match(page.url(), `/console#/app/${stage.appId}/messages/${stage.messages.good}`)
  await page.locator('summary', { hasText: 'Attempt 1 of 4' }).click()
  await shows(page, '"database is down"')
})

t.test('Open as customer: the portal opens in its own tab with the chosen capabilities; its session can be ended', { skip }, async t => {
  const page = await stage.console(t, '#/apps')
  await page.getByRole('button', { name: 'Open as customer: Acme' }).click()
  await page.getByLabel('Add, change and delete endpoints').uncheck()
  const [portal] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('button', { name: 'Open the portal' }).click()])
  await portal.getByText(/^of \d/).first().waitFor()
  t.equal(await portal.evaluate('window.opener'), null)
  t.strictSame(await portal.evaluate('Object.keys(sessionStorage)'), ['posthorn-portal'], 'nothing of the console is there')
  await settled(portal)
  t.equal(await portal.getByText('Add an endpoint').count(), 0)
  await at(page, `#/app/${stage.appId}/access`)
  await page.getByRole('textbox', { name: 'Sessions' }).fill('console')
  await page.getByRole('button', { name: 'End these sessions' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'End these sessions' }).click()
  await shows(page, 'The sessions are ended.')
  await portal.reload()
  await portal.getByText('This session has ended').waitFor()
})

t.test('A link with few capabilities, an end and a session is made', { skip }, async t => {
  const page = await stage.console(t, `#/app/${stage.appId}/access`)
  for (const name of [
    'See signing secrets', 'See and rotate', 'Add, change and delete', 'Send again'
  ]) await page.getByLabel(name).uncheck()
  await page.getByLabel('Valid for').selectOption('3600')
  await page.getByLabel('Session', { exact: true }).fill('ada')
  await page.getByRole('button', { name: 'Make a link' }).click()
  await shows(page, 'The link is made.')
  const { token } = JSON.parse(
    Buffer.from((await page.locator('.secret-link code').textContent())!.split('#key=')[1]!, 'base64').toString()
  )
  const who = (await (await stage.server.api(token))('GET', '/auth/whoami')).body
  t.match(who, { capabilities: ['ViewBase'], sessionId: 'ada', appId: stage.appId })
})

t.test('Two organizations see nothing of each other, also by the address of the other\'s application', { skip }, async t => {
  const page = await blank(t)
  await page.goto(`${place}#token=${await stage.server.token('org_other')}`)
  await page.getByRole('link', { name: 'Applications', exact: true }).click()
  await shows(page, 'There is no application yet')
  await at(page, `#/app/${stage.appId}/endpoints`)
  await shows(page, 'It does not exist, or it was deleted.')
  t.equal(await page.getByText('Acme').count(), 0)
})

t.test('A token that ends while the page is open leads back to the sign-in', { skip }, async t => {
  const page = await stage.console(t, '#/apps')
  await page.getByRole('link', { name: 'Acme' }).waitFor()
  await page.context().route('**/api/v1/app/**', async route => {
    await route.fulfill(
      { status: 401, contentType: 'application/json', body: '{"code":"authentication_failed","detail":"Invalid token"}' }
    )
  })
  await page.getByRole('link', { name: 'Acme' }).click()
  await shows(page, 'The token has ended.')
})

t.test('What needs a person comes first, with what it is about and what cures it', { skip }, async t => {
  const { api, appId, receiver } = stage
  const { body: { id: gone } } = await api(
    'POST', `/app/${appId}/endpoint`, { url: `${receiver.url}/gone/old`, eventTypes: ['user.signup'] }
  )
  await api('POST', `/app/${appId}/endpoint`, { url: `${receiver.url}/bad/once`, eventTypes: ['user.signup'], retrySchedule: [] })
  await api('POST', `/app/${appId}/msg`, { eventType: 'user.signup', payload: {} })
  await eventually('attention', async () => (await api('GET', '/attention')).body.data.length >= 2)
  const page = await blank(t)
  await page.goto(`${place}${key}`)
  await page.getByRole('heading', { name: 'Attention' }).waitFor()
  await page.locator('.count', { hasText: '2' }).waitFor()
  await page.locator('.alert', { hasText: '/gone/old' }).getByRole('button', { name: 'Enable' }).click()
  await shows(page, 'The endpoint gets messages again.')
  t.equal((await api('GET', `/app/${appId}/endpoint/${gone}`)).body.disabled, false)
  const exhausted = page.locator('.alert', { hasText: '/bad/once' })
  await exhausted.getByRole('button', { name: 'Send again' }).click()
  await shows(page, 'A task sends again what failed.')
  await page.locator('.alert', { hasText: '/bad/once' }).getByRole('link', { name: '/bad/once' }).click()
  await page.waitForURL(/#\/app\/app_\w+\/messages\/msg_/)
  await at(page, '#/attention')
  await page.locator('.alert', { hasText: '/bad/once' }).getByRole('button', { name: 'Dismiss' }).click()
  await shows(page, 'Nothing needs you')
})

t.test('One box finds anything, by keyboard alone', { skip }, async t => {
  const page = await stage.console(t, '#/apps')
  const find = async (text: string) => {
    await page.keyboard.press('/')
    await page.locator('.finder input:focus').waitFor()
    await page.keyboard.type(text)
    await page.locator('.found a').first().waitFor()
  }
  await find('Acme')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`#/app/${stage.appId}$`))
  await shows(page, /^of \d/)
  await find(stage.messages.good)
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`#/app/${stage.appId}/messages/${stage.messages.good}`))
  await shows(page, 'Attempt 1 of 4')
  await page.keyboard.press('/')
  await page.locator('.finder input:focus').waitFor()
  await page.keyboard.type('nothing-at-all')
  await shows(page, 'Nothing is called that.')
})

t.test('What is typed the moment a page is shown stays in the box', { skip }, async t => {
  const page = await stage.console(t, '#/apps')
  await page.evaluate(`new Promise(resolve => {
    const observer = new MutationObserver(() => {
      if (document.querySelector('main h1')?.textContent !== 'Attention') return
      observer.disconnect()
      const box = document.querySelector('.finder input')
      box.value = 'Acme'
      box.dispatchEvent(new Event('input', { bubbles: true }))
      resolve()
    })
    observer.observe(document.body, { childList: true, subtree: true, characterData: true })
    location.hash = '#/attention'
  })`)
  await page.locator('.found a', { hasText: 'Acme' }).waitFor()
  t.equal(await page.locator('.finder input').inputValue(), 'Acme')
})

t.test('An event type is written with its schema checked, archived and brought back', { skip }, async t => {
  const page = await stage.console(t, '#/apps')
  await page.getByRole('link', { name: 'Event types' }).click()
  await page.getByRole('link', { name: 'New event type' }).click()
  await page.getByLabel('Name', { exact: true }).fill('pet.new')
  await page.getByLabel('Description').fill('<i>A pet</i>')
  const schema = page.getByRole('textbox', { name: 'Schema' })
  await schema.fill('{\n  "type": \n}')
  await shows(page, 'It is not JSON')
  await schema.fill('{"type": "nothing"}')
  await page.getByRole('button', { name: 'Create the event type' }).click()
  await page.locator('[aria-invalid=true]').waitFor()
  await schema.fill('{"type": "object", "properties": {"name": {"type": "string"}, "at": {"type": "string", "format": "date-time"}}}')
  await shows(page, '"2026-01-31T12:00:00Z"')
  await page.getByRole('button', { name: 'Create the event type' }).click()
  await shows(page, '<i>A pet</i>')
  t.match((await stage.api('GET', '/event-type/pet.new')).body.schemas['1'].properties, { at: { format: 'date-time' } })
  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByLabel('Group').fill('Pets')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Archive' }).click()
  await page.getByRole('button', { name: 'Take out of the archive' }).click()
  await shows(page, 'The event type is back.')
  t.match((await stage.api('GET', '/event-type/pet.new')).body, { groupName: 'Pets', archived: false })
})

t.test('An OpenAPI document shows its differences before it is imported', { skip }, async t => {
  const page = await stage.console(t, '#/types/+import')
  const schema = { type: 'object', properties: { id: { type: 'string' }, tip: { type: 'number' } } }
  const webhook = (description: string) => ({ post: { description, requestBody: { content: { 'application/json': { schema } } } } })
  const document = {
    openapi: '3.1.0', info: { title: 'A', version: '1' }, webhooks: { 'order.created': webhook('Changed'), 'order.tipped': webhook('New') }
  }
  await page.locator('input[type=file]').setInputFiles(
    { name: 'openapi.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(document)) }
  )
  await page.getByRole('button', { name: 'Show what would change' }).click()
  await page.locator('.change', { hasText: 'order.created' }).getByText('Changed', { exact: true }).first().waitFor()
  await page.locator('summary', { hasText: 'order.created' }).click()
  await page.locator('.diff .more', { hasText: '"tip"' }).first().waitFor()
  t.equal((await stage.api('GET', '/event-type/order.tipped')).status, 404, 'nothing is done yet')
  await page.getByRole('button', { name: 'Import 2 event types (2 new or changed)' }).click()
  await shows(page, '2 event types were written.')
  t.equal((await stage.api('GET', '/event-type/order.tipped')).status, 200)
})

t.test('A file of messages is imported, and its report says what was refused', { skip }, async t => {
  const page = await stage.console(t, `#/app/${stage.appId}/imports`)
  const file = '{"eventType":"user.signup","payload":{"n":1}}\n{"eventType":"<b>","payload":{}}\n'
  await page.locator('input[type=file]').setInputFiles(
    { name: 'messages.ndjson', mimeType: 'application/x-ndjson', buffer: Buffer.from(file) }
  )
  await shows(page, 'What was refused')
  await page.locator('tbody tr', { hasText: 'eventType' }).waitFor()
  await page.getByRole('link', { name: 'Imports' }).last().click()
  await shows(page, '1 accepted, 1 refused')
})

t.test('Usage is counted on demand, tasks are listed, and the live tail shows messages and attempts, and pauses', { skip }, async t => {
  const page = await stage.console(t, '#/apps')
  await page.getByRole('link', { name: 'Usage' }).click()
  await page.getByRole('button', { name: 'Count' }).click()
  await page.getByRole('row', { name: /Acme/ }).waitFor()
  await page.getByRole('link', { name: 'Tasks' }).click()
  await page.getByRole('row', { name: /Usage of applications/ }).getByRole('link').first().click()
  await shows(page, 'attempts')
  await at(page, `#/app/${stage.appId}/live`)
  await stage.api('POST', `/app/${stage.appId}/msg`, { eventType: 'invoice.voided', payload: { id: 'live' } })
  await page.getByRole('row', { name: /Delivered.*invoice.voided/ }).first().waitFor()
  await page.getByRole('row', { name: /Accepted.*invoice.voided/ }).first().waitFor()
  await page.getByRole('button', { name: 'Pause' }).click()
  await shows(page, 'Paused')
})

/** Every page by its address, and what shows that it is there. */
const pages = (): Array<[hash: string, text: string | RegExp]> => [
  ['#/attention', /Nothing needs you|Dismiss/],
  ['#/apps', 'Acme'],
  ['#/apps?q=nothing', 'No application is like that.'],
  [`#/app/${stage.appId}/endpoints`, /^of \d/],
  [`#/app/${stage.appId}/access`, 'Make a link'],
  [`#/app/${stage.appId}/settings`, 'Message lists'],
  [`#/app/${stage.appId}/imports`, 'Drop a file of messages'],
  [`#/app/${stage.appId}/live`, /Accepted|Nothing happens now/],
  ['#/types', 'invoice.paid'],
  ['#/types/invoice.paid', 'An invoice was paid in full'],
  ['#/types/invoice.paid/edit', 'draft 7'],
  ['#/types/+import', 'JSON or YAML'],
  ['#/tasks', 'messages asked for again'],
  ['#/usage', 'Nothing is counted yet'],
  ['#/settings', 'Name of your product'],
  ['#/settings/webhooks', 'No system of yours gets them yet'],
  ['#/settings/webhooks/new', 'Add the endpoint'],
  ['#/session', 'org_']
]

// A language, and its word for applications.
const LANGUAGES = [
  ['ar', 'التطبيقات'], ['de', 'Anwendungen'], ['es', 'Aplicaciones'], ['fr', 'Applications'], ['ja', 'アプリケーション'], ['pt-BR', 'Aplicativos'],
  ['zh', '应用']
] as const

for (const [language, applications] of LANGUAGES) {
  t.test(`In ${language} every page fits into 320 px, and its direction is that of the language`, { skip }, async t => {
    const page = await blank(t, { viewport: { width: 320, height: 640 } })
    await page.goto(`${place}?lang=${language}${key}`)
    await page.getByRole('link', { name: applications, exact: true }).waitFor()
    t.equal(await page.evaluate('document.documentElement.dir'), language === 'ar' ? 'rtl' : 'ltr')
    for (const [hash] of pages()) {
      await page.goto(`${place}?lang=${language}${hash}`)
      await settled(page)
      t.notOk(await isTooWide(page), hash)
    }
  })
}

t.test('axe finds nothing on any page, light and dark, and no page scrolls sideways at 320 px', { skip }, async t => {
  const page = await blank(t, { reducedMotion: 'reduce' })
  await page.goto(place)
  await shows(page, 'Posthorn console')
  await looksRight(t, page, 'signing in')
  await page.goto(`${place}${key}`)
  await page.getByRole('link', { name: 'Applications' }).waitFor()
  for (const [hash, text] of pages()) {
    await at(page, hash)
    await shows(page, text)
    await looksRight(t, page, hash)
  }
})
