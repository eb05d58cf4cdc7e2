// What each page of the portal takes of a large application: calls and rows of the database, and the time until it is shown.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readWords } from '../helpers/command-line.js'
import { median } from './measure.js'

const USAGE = 'npm run bench:pages -- 1000000\n\n  How quick the portal is with 10,000 endpoints and so many messages. Needs a Chromium, and 2 GB of disk for a million messages.\n'
const [messages = 1_000_000] = readWords({ usage: USAGE, words: 1 }).map(Number)

// Loaded when the command line has been read, so that --help is quick.
const { default: t } = await import('tap')
const { openBrowser } = await import('../helpers/browser.js')
const { LARGE_PAGES } = await import('../helpers/large-pages.js')
const { startLargeWorld } = await import('../helpers/large.js')

const LOOKS = 5

t.setTimeout(3_600_000)
const begun = performance.now()
const world = await startLargeWorld({ dataDir: await mkdtemp(join(tmpdir(), 'posthorn-large-')), endpoints: 10_000, messages })
console.error(`${messages} messages stored in ${((performance.now() - begun) / 1000).toFixed(0)} s`)
const browser = await openBrowser()
const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
page.setDefaultTimeout(120_000)
await page.goto(world.link)
await page.waitForLoadState('networkidle')
console.log('| page | calls | rows | first look, ms | later looks, ms |\n|---|---:|---:|---:|---:|')
for (const { name, hash, ready } of LARGE_PAGES) {
  const looks: Array<{ calls: number, rows: number, ms: number }> = []
  for (let look = 0; look < LOOKS; look++) {
    await page.goto('about:blank')
    await page.waitForTimeout(200)
    world.spent()
    const at = performance.now()
    await page.goto(`${world.url}/portal/login${hash(world)}`)
    await ready(page, world)
    const ms = performance.now() - at
    await page.waitForLoadState('networkidle')
    looks.push({ ...world.spent(), ms })
  }
  const [first, ...later] = looks
  const { calls, rows } = later[0]!
  console.log(`| ${name} | ${calls} | ${rows.toLocaleString('en')} | ${first!.ms.toFixed(0)} | ${median(later.map(({ ms }) => ms)).toFixed(0)} |`)
}
await browser.close()
await world.close()
process.exit()
