import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

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
export async function openBrowser (): Promise<Browser> {
  return await chromium.launch({ executablePath: chromiumPath()!, chromiumSandbox: process.getuid?.() !== 0 })
}
