import { randomBytes } from 'node:crypto'
import t from 'tap'
import { createLog } from '../../src/lib/logger.js'
import { memoryBlobs } from '../../src/repositories/blobs.js'
import { driven, pass, send, type Driven } from '../helpers/driven.js'
import { proxyDown } from '../helpers/engine.js'

// A condition that makes many deliveries wait is logged once a minute with a count, and counted in the metric of an alarm.

const WAITING = 60
const MINUTES = 5

interface Line { msg: string, level: number, repeated?: number }

/** A process in driven time with the log of a server, and the values that it counts. */
async function logged (options: Parameters<typeof driven>[0]): Promise<{ rig: Driven, lines: Line[], stuck: () => number }> {
  const rig = await driven(options)
  const lines: Line[] = []
  let stuck = 0
  const log = createLog('info', { write: line => { lines.push(JSON.parse(line)) } }, {
    wakeIn: (ms, wake) => rig.clock.wakeAt(rig.clock.now() + ms, wake)
  })
  const count = (name: string) => { if (name === 'stuck') stuck++ }
  Object.assign(rig.engine, { log, meter: { count, observe: () => {} } })
  return { rig, lines, stuck: () => stuck }
}

for (const [code, begin] of Object.entries({
  async 'delivery.payload-not-found' () {
    const found = await logged({ answer: () => ({ statusCode: 500 }) })
    await send(found.rig, WAITING, { payload: randomBytes(100_000), isJson: false })
    Object.assign(found.rig.engine.db, { blobs: memoryBlobs() })
    return found
  },
  async 'delivery.proxy-failed' () {
    const found = await logged({ answer: () => proxyDown('The proxy refused the credentials (407).') })
    await send(found.rig, WAITING)
    return found
  }
})) {
  t.test(`${code} of ${WAITING} deliveries during ${MINUTES} minutes is logged at once and then once a minute with a count.`, async t => {
    const { rig, lines, stuck } = await begin()
    await pass(MINUTES * 60_000, rig)
    const told = lines.filter(({ msg }) => msg === code)
    t.ok(told.length >= 3 && told.length <= MINUTES + 2, `${told.length} lines`)
    t.notOk('repeated' in told[0]!)
    const counted = told.reduce((sum, { repeated = 1 }) => sum + repeated, 0)
    t.ok(counted > 2 * WAITING, `logged ${counted} times`)
    t.ok(stuck() >= counted && stuck() <= counted + WAITING * 2, `${stuck()} counted for the alarm`)
    t.same(lines.filter(({ msg, level }) => level >= 40 && msg !== code), [], 'no other error is logged')
  })
}
