import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { readWords } from '../helpers/command-line.js'
import type { Week } from './week.js'

const USAGE = `npm run portal:shots -- [NAME ...]

  Writes a picture of every page of portal and console, light and dark, to docs/portal: a week of several customers, in driven time.
  Two runs on one machine write the same pictures. With names: only those that begin so. Needs a Chromium.

`
const only = readWords({ usage: USAGE, words: 20 })

// Loaded when the command line has been read, so that --help is quick.
const { default: t } = await import('tap')
const { openBrowser, settled } = await import('../helpers/browser.js')
const { smallPng } = await import('../helpers/small-png.js')
const { NOW, startWeek, TIME_ZONE } = await import('./week.js')

const FOLDER = 'docs/portal'
// What an operator would call it; the browser finds it on this machine.
const HOST = 'webhooks.northwind.example'
const [WIDTH, WIDE, NARROW] = [1360, 1720, 360]

interface Shot {
  name: string
  hash: (week: Week) => string
  ready: string
  act?: (page: Page, week: Week) => Promise<void>
  width?: number
}

const click = (name: string) => async (page: Page) => {
  await page.getByRole('button', { name }).first().click()
}

const PORTAL: readonly Shot[] = [
  { name: 'endpoints', hash: () => '#/endpoints', ready: '.history svg' },
  { name: 'endpoint', hash: ({ endpoints }) => `#/endpoints/${endpoints.erp}`, ready: '.charts' },
  { name: 'endpoint-week', hash: ({ endpoints }) => `#/endpoints/${endpoints.analytics}`, ready: '.charts', act: click('7 days') },
  { name: 'endpoint-limited', hash: ({ endpoints }) => `#/endpoints/${endpoints.crm}?view=undelivered`, ready: '.charts' },
  { name: 'endpoint-disabled', hash: ({ endpoints }) => `#/endpoints/${endpoints.oldCrm}?view=failed`, ready: '.health' },
  { name: 'endpoint-edit', hash: ({ endpoints }) => `#/endpoints/${endpoints.billing}/edit`, ready: '.picks' },
  {
    name: 'send-again',
    hash: ({ endpoints }) => `#/endpoints/${endpoints.erp}`,
    ready: '.charts',
    act: async page => {
      await click('Send again')(page)
      await page.getByText('Up to').waitFor()
    }
  },
  { name: 'messages', hash: () => '#/messages', ready: '.marks' },
  { name: 'undelivered', hash: () => '#/messages?state=undelivered', ready: '.rows' },
  { name: 'message-beside', hash: ({ messages }) => `#/messages/${messages.failing}`, ready: '.pane .payload', width: WIDE },
  {
    name: 'message',
    hash: ({ messages }) => `#/messages/${messages.retried}`,
    ready: '.attempts li',
    act: async page => {
      await page.locator('.attempts summary').nth(1).click()
    }
  },
  { name: 'event-types', hash: () => '#/events', ready: '.rows' },
  { name: 'event-type', hash: () => '#/events/order.created', ready: '.payload' },
  { name: 'polling', hash: ({ polling }) => `#/polling/${polling}`, ready: '.title' },
  { name: 'verify', hash: () => '#/verify', ready: '.payload' },
  { name: 'narrow-endpoints', hash: () => '#/endpoints', ready: '.history svg', width: NARROW },
  { name: 'narrow-messages', hash: () => '#/messages', ready: '.marks', width: NARROW },
  { name: 'narrow-message', hash: ({ messages }) => `#/messages/${messages.plain}`, ready: '.payload', width: NARROW }
]

const SIGN_IN: Shot = { name: 'console-sign-in', hash: () => '', ready: '.sign-in' }

const CONSOLE: readonly Shot[] = [
  { name: 'console-attention', hash: () => '#/attention', ready: '.alert' },
  { name: 'console-applications', hash: () => '#/apps', ready: '.rows' },
  {
    name: 'console-find',
    hash: () => '#/apps',
    ready: '.rows',
    act: async page => {
      await page.keyboard.press('/')
      await page.keyboard.type('acme')
      await page.locator('.found a').first().waitFor()
    }
  },
  { name: 'console-endpoints', hash: ({ appId }) => `#/app/${appId}/endpoints`, ready: '.history svg' },
  { name: 'console-access', hash: ({ appId }) => `#/app/${appId}/access`, ready: '.choices' },
  { name: 'console-live', hash: ({ appId }) => `#/app/${appId}/live`, ready: '.live tr' },
  { name: 'console-import', hash: ({ appId }) => `#/app/${appId}/imports`, ready: '.drop' },
  { name: 'console-import-report', hash: ({ appId, importId }) => `#/app/${appId}/imports/${importId}`, ready: '.report' },
  { name: 'console-application', hash: ({ appId }) => `#/app/${appId}/settings`, ready: '.form' },
  { name: 'console-event-types', hash: () => '#/types', ready: '.rows' },
  { name: 'console-type-import', hash: () => '#/types/+import', ready: '.drop', act: compare },
  { name: 'console-event-type', hash: () => '#/types/order.created/edit', ready: '.payload' },
  { name: 'console-tasks', hash: () => '#/tasks?status=finished', ready: '.rows' },
  { name: 'console-looks', hash: () => '#/settings', ready: '.looks' },
  { name: 'console-webhooks', hash: () => '#/settings/webhooks', ready: '.rows' },
  { name: 'console-webhook', hash: ({ hookId }) => `#/settings/webhooks/${hookId}`, ready: '.form' },
  { name: 'console-session', hash: () => '#/session', ready: 'dl' },
  { name: 'console-narrow', hash: () => '#/attention', ready: '.alert', width: NARROW },
  {
    name: 'console-usage',
    hash: () => '#/usage',
    ready: '.empty',
    act: async (page, week) => {
      await page.locator('.filters select').selectOption('7d')
      await click('Count')(page)
      await page.locator('.empty').waitFor({ state: 'detached' })
      await week.runTo(NOW)
      await page.locator('.rows').waitFor()
    }
  }
]

/** An OpenAPI document with a new event type and a changed one. */
async function compare (page: Page): Promise<void> {
  const schema = { type: 'object', properties: { id: { type: 'string' }, tip: { type: 'number' } } }
  const webhook = (description: string) => ({ post: { description, requestBody: { content: { 'application/json': { schema } } } } })
  const document = {
    openapi: '3.1.0',
    info: { title: 'Northwind', version: '2' },
    webhooks: { 'order.shipped': webhook('An order left the warehouse'), 'order.tipped': webhook('A customer left a tip') }
  }
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'openapi.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(document)) })
  await click('Show what would change')(page)
  await page.locator('.change').first().waitFor()
  await page.locator('.change > summary').first().click()
}

if (process.argv[1] === import.meta.filename) {
  // The helpers are those of tests, which have a time limit.
  t.setTimeout(600_000)
  if (only.length === 0) rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  const week = await startWeek()
  const origin = `http://${HOST}`
  const browser = await openBrowser([
    `--host-resolver-rules=MAP ${HOST}:80 127.0.0.1:${week.port}`,
    `--unsafely-treat-insecure-origin-as-secure=${origin}`
  ])
  const { url: link } = await week.call('POST', `/auth/app-portal-access/${week.appId}`, {})
  for (const colorScheme of ['light', 'dark'] as const) {
    const open = async () => {
      const page = await (
        await browser.newContext({ colorScheme, reducedMotion: 'reduce', timezoneId: TIME_ZONE, locale: 'en-US' })
      ).newPage()
      await page.clock.setFixedTime(NOW)
      return page
    }
    const takeAll = async (page: Page, shots: readonly Shot[], place: string) => {
      for (const shot of shots) {
        if (only.length > 0 && !only.some(one => shot.name.startsWith(one))) continue
        await take(page, shot, place, join(FOLDER, `${shot.name}-${colorScheme}.png`))
      }
    }
    const portal = await open()
    await portal.goto(`${origin}/portal/login${new URL(link as string).hash}`)
    await portal.locator('main').waitFor()
    await takeAll(portal, PORTAL, '/portal/login')
    const console = await open()
    await takeAll(console, [SIGN_IN], '/console')
    await console.goto(`${origin}/console#token=${week.token}`)
    await console.locator('.desk').waitFor()
    await takeAll(console, CONSOLE, '/console')
  }
  await browser.close()
  await week.close()
  // The helpers keep a process alive until its tests have ended.
  t.end()

  async function take (page: Page, { name, hash, ready, act, width = WIDTH }: Shot, place: string, path: string): Promise<void> {
    await page.setViewportSize({ width, height: width === WIDE ? 900 : 800 })
    await page.goto('about:blank')
    await page.goto(`${origin}${place}${hash(week)}`)
    await page
      .locator(ready)
      .first()
      .waitFor()
      .catch((error: Error) => {
        throw new Error(`${name}: ${error.message}`)
      })
    await act?.(page, week)
    await settled(page).catch(() => {})
    await page.waitForLoadState('networkidle')
    writeFileSync(path, smallPng(await page.screenshot()))
  }
}
