import { stripVTControlCharacters } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { readWords } from '../helpers/command-line.js'
import type { Week } from './week.js'

const USAGE = `npm run portal:walk

  Does twenty things of a customer in the portal and of an operator in the console, in a browser, and prints what each takes: clicks,
  fields and keys, and the seconds until the page shows the result. Ends with 1 when one of them cannot be done. Needs a Chromium.

`

/** What a person does on a page. Each click, field and key counts; what is seen does not. */
interface Hand {
  /** A link or a button. */
  click: (name: string | RegExp) => Promise<void>
  /** A row of a table or a list. */
  row: (text: string) => Promise<void>
  /** A line that folds its details. */
  unfold: (text: string) => Promise<void>
  fill: (label: string, text: string) => Promise<void>
  choose: (label: string, option: string) => Promise<void>
  press: (key: string) => Promise<void>
  see: (text: string | RegExp, where?: string) => Promise<void>
}

interface Step {
  what: string
  from: string
  walk: (hand: Hand, week: Week) => Promise<void>
}

/** A message, beside its list. */
const PANE = '.pane'
const TICK_MS = 100

const CUSTOMER: readonly Step[] = [
  {
    what: 'See which endpoint fails',
    from: '#/endpoints',
    walk: async ({ see }) => {
      await see(/Paused.*erp\.acme\.example/)
    }
  },
  {
    what: 'See why an endpoint fails, and since when',
    from: '#/endpoints',
    walk: async ({ row, see }) => {
      await row('erp.acme.example')
      await see(/Its latest requests failed.*Since/)
    }
  },
  {
    what: 'Read what a failing endpoint answered',
    from: '#/endpoints',
    walk: async ({ row, see }) => {
      await row('erp.acme.example')
      await row('503 Server error')
      await see('database is in recovery mode', PANE)
    }
  },
  {
    what: 'Send again what failed',
    from: '#/endpoints',
    walk: async ({ row, click, see }) => {
      await row('erp.acme.example')
      await click('Send again')
      await click('Send what failed')
      await see(/[1-9]\d* (?:until now|messages were sent again)/)
    }
  },
  {
    what: 'Send one message again',
    from: '#/messages',
    walk: async ({ row, click, see }) => {
      await row('invoice-31618')
      await click('Send again')
      await see('Sent by hand', PANE)
    }
  },
  {
    what: 'See everything that was not delivered',
    from: '#/messages',
    walk: async ({ choose, see }) => {
      await choose('State of deliveries', 'Not delivered')
      await see('Last attempt')
    }
  },
  {
    what: 'Find a message by its event id',
    from: '#/messages',
    walk: async ({ fill, press, see }) => {
      await fill('Message or event id', 'order-84617')
      await press('Enter')
      await see('order-84617', PANE)
    }
  },
  {
    what: 'See why an endpoint did not get a message',
    from: '#/messages',
    walk: async ({ row, unfold, see }) => {
      await row('invoice-31618')
      await unfold('endpoints did not get it')
      await see('does not ask for the event type invoice.paid', PANE)
    }
  },
  {
    what: 'Send a test event, and see its answer',
    from: '#/endpoints',
    walk: async ({ row, click, see }) => {
      await row('billing.acme.example')
      await click('Send a test')
      await click('Send the test')
      await see(/Accepted|Server error/, PANE)
    }
  },
  {
    what: 'See the signing secret',
    from: '#/endpoints',
    walk: async ({ row, click, see }) => {
      await row('billing.acme.example')
      await click('Show')
      await see(/^whsec_\w/)
    }
  },
  {
    what: 'Enable an endpoint that was disabled',
    from: '#/endpoints',
    walk: async ({ row, click, see }) => {
      await row('old-crm.acme.example')
      await click('Enable')
      await see('The endpoint gets messages again', 'body')
    }
  },
  {
    what: 'Add an endpoint',
    from: '#/endpoints',
    walk: async ({ click, fill, see }) => {
      await click('Add an endpoint')
      await fill('URL', 'https://new.acme.example/hooks')
      await click('Add the endpoint')
      await see('https://new.acme.example/hooks')
      await see('There is no attempt yet')
    }
  },
  {
    what: 'Read the schema of an event type',
    from: '#/endpoints',
    walk: async ({ click, row, see }) => {
      await click('Event types')
      await row('order.created')
      await see('Schema', PANE)
    }
  },
  {
    what: 'Copy code that verifies signatures',
    from: '#/endpoints',
    walk: async ({ click, see }) => {
      await click('Verify')
      await click(/^Copy: /)
      await see('Copied', 'body')
    }
  }
]

const OPERATOR: readonly Step[] = [
  {
    what: 'See what needs a person',
    from: '#/',
    walk: async ({ see }) => {
      await see(/Circuit open.*erp\.acme\.example/)
    }
  },
  {
    what: 'See why the endpoint of a customer fails',
    from: '#/',
    walk: async ({ row, see }) => {
      await row('erp.acme.example')
      await see('Its latest requests failed')
    }
  },
  {
    what: 'Find a message by its id, in all applications',
    from: '#/',
    walk: async ({ fill, click, see }, { messages }) => {
      await fill('Find by id, own id or name', messages.plain)
      await click(/^Message.*invoice/)
      await see('invoice-31618', PANE)
    }
  },
  {
    what: 'Read why entries of an import were refused',
    from: '#/',
    walk: async ({ row, see }) => {
      await row('Entries refused')
      await see('body.eventType: must match pattern')
    }
  },
  {
    what: 'Make a link to a portal',
    from: '#/apps',
    walk: async ({ row, click, see }) => {
      await row('Acme Outfitters')
      await click('Portal access')
      await click('Make a link')
      await see('/portal/login#key=')
    }
  },
  {
    what: 'Watch a message as it is delivered',
    from: '#/apps',
    walk: async ({ row, click, see }, { call, appId }) => {
      await row('Acme Outfitters')
      await click('Live')
      await call('POST', `/app/${appId}/msg`, { eventType: 'stock.changed', payload: { sku: 'MAT-R3', quantity: 3 } })
      await see(/Delivered.*stock\.changed/)
    }
  }
]

function handOf (page: Page): { hand: Hand, count: () => number } {
  let count = 0
  const hand: Hand = {
    async click (name) {
      count++
      const links = page.getByRole('link', { name, exact: true })
      await page.getByRole('button', { name, exact: true }).or(links).filter({ visible: true }).first().click()
    },
    async row (text) {
      count++
      await page.locator('tr, li').filter({ hasText: text }).locator('[data-row]').filter({ visible: true }).first().click()
    },
    async unfold (text) {
      count++
      await page.locator('summary').filter({ hasText: text, visible: true }).first().click()
    },
    async fill (label, text) {
      count++
      await page.getByLabel(label, { exact: true }).fill(text)
    },
    async choose (label, option) {
      count++
      await page.getByLabel(label, { exact: true }).selectOption({ label: option })
    },
    async press (key) {
      count++
      await page.keyboard.press(key)
    },
    async see (text, where = 'main') {
      await page.locator(where).getByText(text).filter({ visible: true }).first().waitFor()
    }
  }
  return { hand, count: () => count }
}

interface Walk {
  who: string
  steps: readonly Step[]
  /** The link that opens a session. */
  begin: string
  /** The page of an open session. */
  place: string
}

/** Takes each step on a page that is opened anew, and prints a line for each. Tells whether all could be done. */
async function walkAll (browser: Browser, week: Week, { who, steps, begin, place }: Walk): Promise<boolean> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, permissions: ['clipboard-write'] })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const thrown: string[] = []
  page.on('pageerror', error => thrown.push(error.message))
  await page.goto(begin)
  await page.locator('.shell').waitFor()
  let isDone = true
  for (const { what, from, walk } of steps) {
    await page.goto('about:blank')
    const { hand, count } = handOf(page)
    const begun = performance.now()
    try {
      await page.goto(`${place}${from}`)
      await walk(hand, week)
      if (thrown.length > 0) throw new Error(`the page threw ${thrown.splice(0).join(', ')}`)
      process.stdout.write(`| ${who} | ${what} | ${count()} | ${((performance.now() - begun) / 1000).toFixed(1)} |\n`)
    } catch (error) {
      isDone = false
      const why = stripVTControlCharacters((error as Error).message).replaceAll('\n', ' ')
      process.stdout.write(`| ${who} | ${what} | cannot be done | ${why} |\n`)
    }
  }
  await context.close()
  return isDone
}

if (process.argv[1] === import.meta.filename) {
  readWords({ usage: USAGE })
  // Loaded when the command line has been read, so that --help is quick.
  const { default: t } = await import('tap')
  const [{ openBrowser }, { startWeek }] = await Promise.all([import('../helpers/browser.js'), import('./week.js')])
  // The helpers are those of tests, which have a time limit.
  t.setTimeout(600_000)
  const week = await startWeek()
  const browser = await openBrowser()
  // From here on, time passes as on the wall, so that what is sent is answered.
  const time = setInterval(() => {
    void week.runTo(week.now() + TICK_MS)
  }, TICK_MS)
  const origin = `http://127.0.0.1:${week.port}`
  const { url: link } = await week.call('POST', `/auth/app-portal-access/${week.appId}`, {})
  process.stdout.write('| who | what | clicks, fields and keys | seconds |\n|---|---|---|---|\n')
  const [portal, desk] = [`${origin}/portal/login`, `${origin}/console`]
  const walks = [
    { who: 'customer', steps: CUSTOMER, begin: `${portal}${new URL(link as string).hash}`, place: portal },
    { who: 'operator', steps: OPERATOR, begin: `${desk}#token=${week.token}`, place: desk }
  ]
  for (const one of walks) {
    if (!await walkAll(browser, week, one)) process.exitCode = 1
  }
  clearInterval(time)
  await browser.close()
  await week.close()
  // The helpers keep a process alive until its tests have ended.
  t.end()
}
