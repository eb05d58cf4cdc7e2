import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { readOptions } from '../helpers/command-line.js'
import { openBrowser } from '../helpers/browser.js'
import { eventually } from '../helpers/receiver.js'
import { smallPng } from '../helpers/small-png.js'
import { startPortalWorld, type PortalWorld } from '../helpers/portal.js'

const USAGE = `npm run portal:shots

  Writes a picture of every page of portal and console, light and dark, to docs/portal. Needs a Chromium.
`
const FOLDER = 'docs/portal'

interface Shot {
  name: string
  hash: (world: PortalWorld) => string
  ready: string
  act?: (page: Page, world: PortalWorld) => Promise<void>
  width?: number
}

const SHOTS: readonly Shot[] = [
  { name: 'endpoints', hash: () => '#/endpoints', ready: '.rate' },
  { name: 'endpoint', hash: ({ endpoints }) => `#/endpoints/${endpoints.bad}`, ready: '.rows .ended' },
  { name: 'endpoint-edit', hash: ({ endpoints }) => `#/endpoints/${endpoints.bad}/edit`, ready: '.picks' },
  { name: 'send-again', hash: ({ endpoints }) => `#/endpoints/${endpoints.bad}`, ready: '.rows .ended', act: async page => { await page.getByRole('button', { name: 'Send again' }).click(); await page.getByText('Up to').waitFor() } },
  { name: 'messages', hash: () => '#/messages', ready: '.marks' },
  { name: 'message', hash: ({ messages }) => `#/messages/${messages.good}`, ready: '.attempts', act: async page => { await page.locator('.attempts summary').first().click(); await page.locator('.not-sent > summary').click() } },
  { name: 'event-types', hash: () => '#/events', ready: '.rows' },
  { name: 'event-type', hash: () => '#/events/invoice.paid', ready: '.payload' },
  { name: 'verify', hash: () => '#/verify', ready: '.payload' },
  { name: 'narrow-messages', hash: () => '#/messages', ready: '.marks', width: 360 },
  { name: 'narrow-message', hash: ({ messages }) => `#/messages/${messages.good}`, ready: '.attempts', width: 360 }
]

const SIGN_IN: Shot = { name: 'console-sign-in', hash: () => '', ready: '.sign-in' }

const CONSOLE_SHOTS: readonly Shot[] = [
  { name: 'console-attention', hash: () => '#/attention', ready: '.alert' },
  { name: 'console-applications', hash: () => '#/apps', ready: '.rows' },
  { name: 'console-find', hash: () => '#/apps', ready: '.rows', act: async page => { await page.keyboard.press('/'); await page.keyboard.type('acme'); await page.locator('.found a').first().waitFor() } },
  { name: 'console-endpoints', hash: ({ appId }) => `#/app/${appId}/endpoints`, ready: '.rate' },
  { name: 'console-access', hash: ({ appId }) => `#/app/${appId}/access`, ready: '.choices' },
  { name: 'console-live', hash: ({ appId }) => `#/app/${appId}/live`, ready: '.title', act: some },
  { name: 'console-import', hash: ({ appId }) => `#/app/${appId}/imports`, ready: '.drop' },
  { name: 'console-import-report', hash: ({ appId }) => `#/app/${appId}/imports`, ready: '.drop', act: drop },
  { name: 'console-application', hash: ({ appId }) => `#/app/${appId}/settings`, ready: '.form' },
  { name: 'console-event-types', hash: () => '#/types', ready: '.rows' },
  { name: 'console-type-import', hash: () => '#/types/+import', ready: '.drop', act: compare },
  { name: 'console-event-type', hash: () => '#/types/invoice.paid/edit', ready: '.payload' },
  { name: 'console-usage', hash: () => '#/usage', ready: '.empty', act: async page => { await page.getByRole('button', { name: 'Count' }).click(); await page.locator('.rows').waitFor() } },
  { name: 'console-tasks', hash: () => '#/tasks', ready: '.rows' },
  { name: 'console-session', hash: () => '#/session', ready: 'dl' },
  { name: 'console-narrow', hash: () => '#/attention', ready: '.alert', width: 360 }
]

/** A few messages for the live tail, which shows the last minute. */
async function some (page: Page, { api, appId }: PortalWorld): Promise<void> {
  for (const eventType of ['order.created', 'invoice.paid', 'user.signup', 'order.shipped']) await api('POST', `/app/${appId}/msg`, { eventType, payload: { id: eventType } })
  await page.locator('.rows tr', { hasText: 'Delivered' }).nth(2).waitFor()
}

/** A file of messages with an entry that is refused. */
async function drop (page: Page): Promise<void> {
  const file = '{"eventType":"user.signup","payload":{"n":1}}\n{"eventType":"user.signup","payload":{"n":2}}\n{"eventType":"<b>","payload":{}}\n'
  await page.locator('input[type=file]').setInputFiles({ name: 'messages.ndjson', mimeType: 'application/x-ndjson', buffer: Buffer.from(file) })
  await page.locator('.rows').waitFor()
}

/** An OpenAPI document with a new event type and a changed one. */
async function compare (page: Page): Promise<void> {
  const schema = { type: 'object', properties: { id: { type: 'string' }, tip: { type: 'number' } } }
  const webhook = (description: string) => ({ post: { description, requestBody: { content: { 'application/json': { schema } } } } })
  const document = { openapi: '3.1.0', info: { title: 'Acme', version: '2' }, webhooks: { 'order.created': webhook('A customer placed an order'), 'order.tipped': webhook('A customer left a tip') } }
  await page.locator('input[type=file]').setInputFiles({ name: 'openapi.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(document)) })
  await page.locator('button', { hasText: 'Show what would change' }).click()
  await page.locator('.change').first().waitFor()
  await page.locator('.change > summary').first().click()
}

/** Something that needs a person. */
async function trouble ({ api, appId, receiver, endpoints }: PortalWorld): Promise<void> {
  await api('POST', `/app/${appId}/endpoint`, { url: `${receiver.url}/gone/old-crm`, eventTypes: ['user.signup'] })
  await api('POST', `/app/${appId}/endpoint`, { url: `${receiver.url}/bad/reports`, eventTypes: ['user.signup'], retrySchedule: [] })
  await api('POST', `/app/${appId}/msg`, { eventType: 'user.signup', payload: {} })
  await api('POST', `/app/${appId}/endpoint/${endpoints.bad}/recover`, { since: new Date(Date.now() - 3_600_000).toISOString() })
  for (const name of ['Globex', 'Initech', 'Umbrella']) await api('POST', '/app', { name, uid: name.toLowerCase() })
  await eventually('what needs a person', async () => (await api('GET', '/attention')).body.data.length >= 2)
}

if (process.argv[1]?.endsWith('shots.ts')) {
  readOptions({ usage: USAGE, flags: [] })
  // The helpers are those of tests, which have a time limit.
  t.setTimeout(600_000)
  mkdirSync(FOLDER, { recursive: true })
  const world = await startPortalWorld()
  const browser = await openBrowser()
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await (await browser.newContext({ colorScheme, reducedMotion: 'reduce' })).newPage()
    await page.goto(await world.link())
    for (const shot of SHOTS) await take(page, shot, '/portal/login', join(FOLDER, `${shot.name}-${colorScheme}.png`))
  }
  await trouble(world)
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await (await browser.newContext({ colorScheme, reducedMotion: 'reduce' })).newPage()
    await take(page, SIGN_IN, '/console', join(FOLDER, `${SIGN_IN.name}-${colorScheme}.png`))
    await page.goto(`${world.server.url}/console#token=${world.token}`)
    await page.locator('.desk').waitFor()
    for (const shot of CONSOLE_SHOTS) await take(page, shot, '/console', join(FOLDER, `${shot.name}-${colorScheme}.png`))
  }
  await browser.close()
  await world.close()

  async function take (page: Page, { hash, ready, act, width = 1360 }: Shot, at: string, path: string): Promise<void> {
    await page.setViewportSize({ width, height: 800 })
    await page.goto('about:blank')
    await page.goto(`${world.server.url}${at}${hash(world)}`)
    await page.locator(ready).first().waitFor()
    await act?.(page, world)
    await page.waitForLoadState('networkidle')
    writeFileSync(path, smallPng(await page.screenshot()))
  }
}
