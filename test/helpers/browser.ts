import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import axe from 'axe-core'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import type { Test } from 'tap'
import { createRandom } from '../simulation/random.js'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The Chromium of this machine: what POSTHORN_TEST_CHROMIUM names, or the first one on the PATH; undefined when there is none. */
export function chromiumPath (): string | undefined {
  const named = process.env.POSTHORN_TEST_CHROMIUM
  if (named) return named
  const places = (process.env.PATH ?? '').split(delimiter).flatMap(folder => NAMES.map(name => join(folder, name)))
  return places.find(isExecutable)
}

function isExecutable (path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A Chromium without a window. As root, as in containers, it runs only without its own sandbox. */
export async function openBrowser (args: string[] = []): Promise<Browser> {
  return await chromium.launch({ executablePath: chromiumPath()!, chromiumSandbox: process.getuid?.() !== 0, args })
}

export const WITHIN = { timeout: 20_000 }

/** What Chromium logs of a call that a test makes fail. */
export const CALL_FAILED = /Failed to load resource/

/**
 * A page in a new context. Its test fails if the page logs an error other than the `expected` ones, throws, or sends a request to another
 * host.
 */
export async function openPage (t: Test, { browser, url, options = {}, expected = /status of (4\d\d|503)/ }: {
  browser: Browser, url: string, options?: BrowserContextOptions, expected?: RegExp
}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  t.teardown(async () => await context.close())
  await slowCalls(context)
  const page = await context.newPage()
  page.on('pageerror', error => t.fail(`the page threw: ${error.message}`))
  page.on('console', message => {
    if (message.type() === 'error' && !expected.test(message.text())) t.fail(`the console shows: ${message.text()}`)
  })
  page.on('request', request => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) t.fail(`the page requests ${request.url()}`)
  })
  page.setDefaultTimeout(WITHIN.timeout)
  return page
}

const SLOW_MS = Number(process.env.POSTHORN_TEST_SLOW_CALLS ?? 0)
const random = createRandom(Number(process.env.POSTHORN_TEST_SEED ?? 1))

/** With POSTHORN_TEST_SLOW_CALLS=ms, each call of the API in the context, frames included, is delayed by up to so many milliseconds. */
export async function slowCalls (context: BrowserContext): Promise<void> {
  if (SLOW_MS === 0) return
  await context.route('**/api/**', async route => {
    await new Promise(resolve => setTimeout(resolve, random.next() * SLOW_MS))
    // The page may be gone.
    await route.continue().catch(() => {})
  })
}

export const shows = async (page: Page, text: string | RegExp) => await page.getByText(text).first().waitFor()

// Two frames: the page has drawn its content, perhaps only as grey lines.
const DRAWN = 'new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(true)))))'

/** Waits until the page has drawn what it knows. */
export const drawn = async (page: Page) => await page.evaluate(DRAWN)

/** Waits until the page shows its content, in any language: no grey lines are left. */
export async function settled (page: Page): Promise<void> {
  const skeletons = page.locator('.skeleton')
  do {
    await page.locator('main').waitFor()
    await skeletons.first().waitFor({ state: 'detached' })
    await drawn(page)
  } while (await skeletons.count() > 0)
}

const TOO_WIDE = 'document.documentElement.scrollWidth > document.documentElement.clientWidth'
const FRAMES = 60

/** Whether the page scrolls sideways. A page that was just made narrower has a second to adapt. */
export async function isTooWide (page: Page): Promise<boolean> {
  for (let frame = 0; frame < FRAMES; frame++) {
    await drawn(page)
    if (!await page.evaluate<boolean>(TOO_WIDE)) return false
  }
  return true
}

/** The findings of axe: rules, and the elements that break them; by all rules, or by the named ones. */
export async function findings (page: Page, rules?: readonly string[]): Promise<string[]> {
  // The policy forbids scripts of other origins. It does not apply to the debugger's scripts.
  if (!await page.evaluate('"axe" in window')) await page.evaluate(axe.source)
  const { violations } = await page.evaluate<{ violations: Array<{ id: string, nodes: Array<{ html: string, failureSummary: string }> }> }>(
    `axe.run(${JSON.stringify({ resultTypes: ['violations'], ...rules && { runOnly: rules } })})`)
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`))
}

/** axe finds nothing on a page in light and dark, of which only the colours differ, and it fits into 320 px. */
export async function looksRight (t: Test, page: Page, name: string): Promise<void> {
  await settled(page)
  t.strictSame(await findings(page), [], `${name}: axe`)
  await page.emulateMedia({ colorScheme: 'dark' })
  t.strictSame(await findings(page, ['color-contrast']), [], `${name}: axe in the dark`)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 320, height: 640 })
  t.notOk(await isTooWide(page), `${name} fits into 320 px`)
  await page.setViewportSize({ width: 1280, height: 800 })
}
