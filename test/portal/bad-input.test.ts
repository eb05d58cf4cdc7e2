import type { Page, Route } from 'playwright-core'
import t from 'tap'
import { CALL_FAILED, settled, shows, WITHIN } from '../helpers/browser.js'
import { openStage, skip } from '../helpers/portal.js'
import { eventually } from '../helpers/receiver.js'
import { eachOf } from '../../src/lib/parallel.js'

// What goes wrong around a page: its token, its server, its lists, its reader's clock, and the laptop that it is on.

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const stage = await openStage(t)
const { api, appId, endpoints, messages, server } = stage

const keyOf = (value: unknown) => `#key=${encodeURIComponent(Buffer.from(JSON.stringify(value)).toString('base64'))}`
const portalToken = async (seconds: number) =>
  await server.tokens.mint({ kind: 'app', orgId: await orgId(), appId, featureFlags: [] }, seconds)
const orgId = async () => (await api('GET', '/auth/whoami')).body.envId as string

/** Calls of the API that a page sends from now on. */
function callsOf (page: Page): string[] {
  const calls: string[] = []
  page.on('request', request => { if (request.url().includes('/api/v1/')) calls.push(request.url()) })
  return calls
}

t.test('A token that is expired, foreign or broken leads to a page that says how to get a new link', { skip }, async t => {
  const page = await stage.blank(t)
  const { body: { id: foreign } } = await api('POST', '/app', { name: 'Foreign' })
  const token = await portalToken(60)
  const ended: Array<[what: string, key: string]> = [
    ['expired', keyOf({ appId, token: await portalToken(-3600) })],
    ['signed by another server', keyOf({ appId, token: `${token.slice(0, -8)}AAAAAAAA` })],
    ['of another application', keyOf({ appId: foreign, token })]
  ]
  const none: Array<[what: string, key: string]> = [
    ['no key', ''], ['no base64', '#key=%'], ['no JSON', '#key=e30x'], ['null', keyOf(null)], ['no token', keyOf({ appId })],
    ['a token that no header can hold', `#key=${Buffer.from(`{"appId":"${appId}","token":"caf\\u00e9\\n\\u4e2d"}`).toString('base64')}`]
  ]
  // A tab keeps the last key that could be read, so those that cannot come first.
  for (const [list, text] of [[none, 'This page is opened by a link'], [ended, 'This session has ended']] as const) {
    for (const [what, key] of list) {
      await page.goto('about:blank')
      await page.goto(`${server.url}/portal/login${key}`)
      await shows(page, text)
      t.notMatch(page.url(), /key=/, `${what}: the address holds no key`)
    }
  }
  for (const kept of ['{', '{}', '7']) {
    await page.evaluate(`sessionStorage.setItem('posthorn-portal', '${kept}')`)
    await page.reload()
    await shows(page, 'This page is opened by a link')
  }
})

t.test('A token that is broken is refused by the console, in the address and in the field', { skip }, async t => {
  const page = await stage.blank(t)
  for (const hash of ['#token=%', '#token=caf%C3%A9', `#token=${await server.tokens.mint({ kind: 'org', orgId: await orgId() }, -3600)}`]) {
    await page.goto('about:blank')
    await page.goto(`${server.url}/console${hash}`)
    await shows(page, 'The server does not take this token.')
    t.notMatch(page.url(), /token=/)
  }
  await page.getByLabel('Token of an organization').fill('“copied from a letter”')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await shows(page, 'The server does not take this token.')
})

const html = (status: number) => async (route: Route) => await route.fulfill({ status, contentType: 'text/html', body: '<h1>Proxy</h1>' })
const TROUBLES: ReadonlyArray<[what: string, handle: (route: Route) => Promise<void>, text: string]> = [
  ['away', async route => await route.abort(), 'The server does not answer.'],
  [
    'throttling', async route => await route.fulfill({ status: 429, json: { code: 'rate_limit', detail: 'slow' } }),
    'There are too many requests now.'
  ],
  ['behind a proxy with a fault', html(502), 'The server has a fault (502).'],
  ['behind a page of a hotel', html(200), 'The server does not answer.']
]

for (const [what, handle, text] of TROUBLES) {
  t.test(`While the server is ${what}, portal and console say so, and go on by themselves`, { skip }, async t => {
    const before = async (page: Page) => {
      await page.clock.install()
      await page.route('**/api/v1/**', handle)
    }
    const goesOn = async (page: Page, shown: string | RegExp) => {
      await shows(page, text)
      await page.clock.fastForward(6000)
      await shows(page, text)
      await page.unroute('**/api/v1/**')
      await page.clock.fastForward(6000)
      await shows(page, shown)
      t.equal(await page.getByText(text).count(), 0)
    }
    const page = await stage.portal(t, '#/messages', { before, expected: CALL_FAILED })
    await goesOn(page, 'invoice-1042')
    await page.route('**/api/v1/**', handle)
    await stage.at(page, `#/endpoints/${endpoints.bad}`)
    await goesOn(page, 'Server error')
    const desk = await stage.console(t, '#/apps', { before, expected: CALL_FAILED })
    await goesOn(desk, 'Acme')
  })
}

t.test('A form keeps what was typed while the server is away, and is saved when it is back', { skip }, async t => {
  const page = await stage.portal(t, `#/endpoints/${endpoints.good}/edit`, { expected: CALL_FAILED })
  await page.getByLabel('Description').fill('Typed while it was away')
  await page.route('**/api/v1/**', async route => await route.abort())
  await page.getByRole('button', { name: 'Save' }).click()
  await shows(page, 'The server does not answer.')
  await page.unroute('**/api/v1/**')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.waitForURL(new RegExp(`#/endpoints/${endpoints.good}$`))
  await shows(page, 'Typed while it was away')
  await api('PATCH', `/app/${appId}/endpoint/${endpoints.good}`, { description: 'Billing: books what is paid' })
})

t.test('A message that is being sent is shown also by a server that answers after three seconds', { skip }, async t => {
  const page = await stage.portal(t, `#/messages/${messages.good}`)
  await shows(page, 'Attempt 1 of 4')
  await page.clock.install()
  // As long as it is on its way, the page asks every two seconds.
  const state = { isSent: false, calls: 0 }
  await page.route('**/api/v1/app/*/delivery?*', async route => {
    state.calls++
    const answer = await route.fetch()
    const body = await answer.json() as { data: Array<{ waitsFor: string | null }> }
    if (!state.isSent) for (const one of body.data) one.waitsFor = 'attempt'
    await page.clock.runFor(3000)
    await route.fulfill({ json: body })
  })
  await page.getByRole('button', { name: 'Refresh' }).last().click()
  await shows(page, 'It is being sent now.')
  await eventually('a second look', () => state.calls > 1)
  state.isSent = true
  await page.getByText('It is being sent now.').first().waitFor({ state: 'detached', ...WITHIN })
})

t.test('New rows while the reader pages: none is shown twice, none is missing, and each has its deliveries', { skip }, async t => {
  const { body: { id } } = await api('POST', '/app', { name: 'Paged' })
  await api('POST', `/app/${id}/endpoint`, { url: `${stage.receiver.url}/hooks/paged` })
  const send = async (count: number) => await Promise.all(Array.from({ length: count }, async () =>
    (await api('POST', `/app/${id}/msg`, { eventType: 'user.signup', payload: {} })).body.id as string))
  const made = await send(120)
  const page = await stage.portal(t, '#/messages', { appId: id })
  const rows = page.locator('.list tbody tr, main tbody tr')
  const more = page.getByRole('button', { name: 'Show more' })
  await rows.nth(49).waitFor()
  for (const count of [99, 119]) {
    await send(3)
    await more.click()
    await rows.nth(count).waitFor()
  }
  const hrefs = await page.locator('a[data-row]').evaluateAll(
    links => links.map(one => /msg_\w+/.exec(one.getAttribute('href') ?? '')?.[0])
  )
  t.strictSame(new Set(hrefs), new Set(made))
  t.equal(hrefs.length, 120)
  await eventually('the deliveries', async () => await page.locator('tbody .marks').count() === 120)
})

t.test('An endpoint that is deleted in another tab: its page and its form say so, with a link back', { skip }, async t => {
  const { body: { id } } = await api(
    'POST', `/app/${appId}/endpoint`, { url: `${stage.receiver.url}/hooks/short`, eventTypes: ['user.signup'] }
  )
  const [page, form] = [await stage.portal(t, `#/endpoints/${id}`), await stage.portal(t, `#/endpoints/${id}/edit`)]
  await shows(page, 'All')
  await settled(page)
  await form.getByLabel('Description').fill('Too late')
  await api('DELETE', `/app/${appId}/endpoint/${id}`)
  await page.getByRole('button', { name: 'Disable' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
  await page.locator('main .failure', { hasText: 'It does not exist, or it was deleted.' }).waitFor()
  // What cannot be done any more is not offered.
  await page.getByRole('button', { name: 'Disable' }).waitFor({ state: 'detached' })
  await form.getByRole('button', { name: 'Save' }).click()
  await shows(form, 'It does not exist, or it was deleted.')
  await page.locator('main').getByRole('link', { name: 'Endpoints' }).click()
  await page.getByRole('heading', { name: 'Endpoints', exact: true }).waitFor()
})

const CLOCKS = [['an hour behind', -HOUR_MS], ['an hour ahead', HOUR_MS], ['a day behind', -DAY_MS], ['a day ahead', DAY_MS]] as const
for (const [what, ms] of CLOCKS) {
  t.test(`The reader's clock is ${what}: times, filters, charts and counts are by the server's clock`, { skip }, async t => {
    const before = async (page: Page) => await page.clock.install({ time: Date.now() + ms })
    const page = await stage.portal(t, `#/endpoints/${endpoints.bad}`, { before })
    await page.locator('.rows .mark').first().waitFor()
    t.match(await page.locator('.rows time').first().innerText(), /^(now|\d+ (sec|min)\. ago)$/, 'the attempts were just now')
    await page.locator('.chart .bad:not([height="0"])').first().waitFor()
    t.equal(await page.locator('.history .space, .chart').first().locator('.space').count(), 24, 'the chart has a day')
    await stage.at(page, '#/messages?period=1h')
    await shows(page, 'invoice-1042')
    await stage.at(page, `#/messages/${messages.good}`)
    await shows(page, /Next attempt/)
    t.match(await page.locator('.card p time').first().innerText(), /^in \d+ min\.$/, 'the next attempt is to come')
    await api('POST', `/app/${appId}/msg`, { eventType: 'invoice.voided', payload: { id: 'live' } })
    const desk = await stage.console(t, `#/app/${appId}/live`, { before })
    await desk.locator('.live tr', { hasText: 'Accepted' }).filter({ hasText: 'invoice.voided' }).first().waitFor()
    await stage.at(desk, '#/session')
    await shows(desk, 'npx posthorn token')
    t.match(await desk.locator('dd time').first().innerText(), /^in (5\d min|1 hr)\.$/, 'the token ends within the hour')
  })
}

t.test('A laptop that wakes a day later: pages reload with few calls, and forms keep what was typed', { skip }, async t => {
  const before = async (page: Page) => await page.clock.install()
  const page = await stage.portal(t, `#/endpoints/${endpoints.bad}`, { before })
  await page.locator('.rows .mark').first().waitFor()
  await page.waitForLoadState('networkidle')
  const opening = callsOf(page)
  await page.reload()
  await page.locator('.rows .mark').first().waitFor()
  await page.waitForLoadState('networkidle')
  const most = opening.length
  await page.clock.fastForward(1000)
  const calls = callsOf(page)
  await api('PATCH', `/app/${appId}/endpoint/${endpoints.bad}`, { description: 'Changed overnight' })
  await page.clock.fastForward(DAY_MS)
  await shows(page, 'Changed overnight')
  await page.waitForLoadState('networkidle')
  t.match(calls[0], /whoami$/, 'first of all it asks for its session')
  t.ok(calls.length > 3 && calls.length <= most, `${calls.length} calls, ${most} to open the page`)
  await stage.at(page, `#/endpoints/${endpoints.bad}/edit`)
  await page.getByLabel('Description').fill('Half typed')
  await page.clock.fastForward(DAY_MS)
  await page.waitForLoadState('networkidle')
  t.equal(await page.getByLabel('Description').inputValue(), 'Half typed')
})

t.test('A laptop that wakes after its session has ended says so after one call', { skip }, async t => {
  const page = await stage.portal(t, '#/messages', { before: async page => await page.clock.install(), grant: { sessionId: 'overnight' } })
  await shows(page, 'invoice-1042')
  await page.waitForLoadState('networkidle')
  await api('POST', `/auth/app/${appId}/expire-all`, { sessionIds: ['overnight'] })
  const calls = callsOf(page)
  await page.clock.fastForward(DAY_MS)
  await shows(page, 'This session has ended')
  await page.waitForLoadState('networkidle')
  t.ok(calls.length <= 2, `${calls.length} calls`)
})

t.test('The live tail of a laptop that slept says what it missed, and goes on', { skip }, async t => {
  const desk = await stage.console(t, `#/app/${appId}/live`, {
    async before (page) {
      await page.clock.install({ time: Date.now() - HOUR_MS })
      await page.route('**/api/v1/**', async route => {
        const response = await route.fetch()
        await route.fulfill({ response, headers: { ...response.headers(), date: new Date(Date.now() - HOUR_MS).toUTCString() } })
      })
    }
  })
  await desk.getByRole('row', { name: /Accepted/ }).first().waitFor()
  const calls = callsOf(desk)
  await desk.unrouteAll({ behavior: 'wait' })
  await desk.clock.fastForward(HOUR_MS)
  const missed = desk.getByRole('link', { name: /^Not shown: what happened from/ })
  await missed.waitFor()
  await desk.getByText('Running').waitFor()
  t.ok(calls.length <= 15, `${calls.length} calls`)
  await api('POST', `/app/${appId}/msg`, { eventType: 'order.shipped', payload: { id: 'after' } })
  await desk.getByRole('row', { name: /Delivered.*order.shipped/ }).first().waitFor()
  await missed.click()
  await desk.waitForURL(/messages\?after=20.*before=20/)
})

t.test('The live tail shows attempts to all of a hundred endpoints, retries too, with three calls a look', { skip }, async t => {
  const { body: { id } } = await api('POST', '/app', { name: 'Hundred' })
  const names = Array.from({ length: 100 }, (_, at) => `number_${at}`)
  const endpoint = async (path: string, more: object) =>
    (await api('POST', `/app/${id}/endpoint`, { url: `${stage.receiver.url}/${path}`, ...more })).status
  await endpoint('bad/retried', { eventTypes: ['order.created'], retrySchedule: [10, 300] })
  await eachOf(names, 8, async name => await endpoint('hooks/one', { channels: [name], eventTypes: ['user.signup'] }))
  const desk = await stage.console(t, `#/app/${id}/live`)
  await shows(desk, 'Nothing happens now')
  const calls = callsOf(desk)
  await api('POST', `/app/${id}/msg`, { eventType: 'order.created', payload: {} })
  // The twenty newest endpoints get none.
  await eachOf(
    names.slice(0, 40), 8, async name => await api('POST', `/app/${id}/msg`, { eventType: 'user.signup', channels: [name], payload: {} })
  )
  const attempts = async (state: string) => await desk.locator('.live tr', { hasText: state }).count()
  await eventually('attempts to forty endpoints', async () => await attempts('Delivered') === 40)
  await eventually('two attempts of one message', async () => await attempts('Failed') === 2)
  const looks = calls.filter(url => /\/msg\?/.test(url)).length
  t.ok(calls.length <= 3 * looks + 2, `${calls.length} calls in ${looks} looks`)
})

t.test('Code that cannot be loaded is asked for again; after an update of the server the page is reloaded', { skip }, async t => {
  const page = await stage.console(t, '#/apps', { before: async page => await page.clock.install(), expected: CALL_FAILED })
  await shows(page, 'Acme')
  await page.route('**/chunk-*.js', async route => await route.abort())
  await stage.at(page, '#/tasks')
  await shows(page, 'The server does not answer.')
  await page.unroute('**/chunk-*.js')
  await page.clock.fastForward(6000)
  await page.getByRole('heading', { name: 'Tasks' }).waitFor()
  // The update: its page names another script, and the old files are gone.
  const update = { isLoaded: false }
  await page.route('**/chunk-*.js', async route => update.isLoaded ? await route.continue() : await route.fulfill({ status: 404 }))
  await page.route('**/console', async route => {
    update.isLoaded = route.request().isNavigationRequest()
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.text()).replace('src="portal/', 'src="portal/./') })
  })
  await stage.at(page, '#/usage')
  await shows(page, 'Nothing is counted yet')
  t.ok(update.isLoaded, 'the page was loaded again')
})
