import t from 'tap'
import { createIdFactory } from '../../src/lib/ids.js'
import * as attempts from '../../src/repositories/attempts.js'
import { openTestDatabase } from '../helpers/engine.js'

const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 10, 22)

t.test('Attempts are counted by what came of them, however many requests that takes', async t => {
  const { db } = await openTestDatabase()
  // What an endpoint answered may look like what is counted.
  const answers = ['{"status":0,"ok":true}', '"status":0,', 'x'.repeat(1800)]
  const TOTAL = 2400
  const made = Array.from({ length: TOTAL }, (_, n) => {
    const at = NOW - 27 * DAY_MS + Math.floor(n * 26 * DAY_MS / TOTAL)
    return {
      ...createIdFactory({ now: () => at })('atmpt_'), appId: 'app_1', msgId: `msg_${n}`, endpointId: 'ep_1', url: 'https://example.com/"status":0,', status: n % 3 === 0 ? 2 as const : 0 as const,
      responseStatusCode: 200, response: answers[n % answers.length]!, responseDurationMs: 1, triggerType: 0 as const, eventType: 'a', channels: null, at
    }
  })
  for (let n = 0; n < TOTAL; n += 50) await Promise.all(made.slice(n, n + 50).map(async ({ at: _, ...attempt }) => await attempts.record(db, attempt)))
  const expected = (from: number, to: number) => {
    const within = made.filter(({ at }) => at >= from && at < to)
    return { success: within.filter(({ status }) => status === 0).length, fail: within.filter(({ status }) => status === 2).length }
  }
  for (const [since, until] of [[NOW - 28 * DAY_MS, NOW], [NOW - 20 * DAY_MS, NOW - 10 * DAY_MS], [NOW - 2 * DAY_MS, NOW - DAY_MS], [NOW - DAY_MS / 2, NOW]] as const) {
    t.strictSame(await attempts.count(db, 'ep_1', { since, until }), expected(since, until))
  }
  t.strictSame(await attempts.count(db, 'ep_2', { since: 0, until: NOW }), { success: 0, fail: 0 })
})
