import t from 'tap'
import { createLog } from '../../src/lib/logger.js'
import { createLog as createFunctionLog } from '../../src/lib/logger.lambda.js'

type Log = ReturnType<typeof createLog>

const failure = Object.assign(new TypeError('no'), { code: 'E_NO' })
const uses: Record<string, (log: Log) => void> = {
  'a text': log => log.info('started'),
  'fields and a text': log => log.info({ msgId: 'msg_1', none: undefined, at: new Date(0) }, 'accepted'),
  'fields alone': log => log.error({ msgId: 'msg_1' }),
  'an error': log => log.error(failure),
  'an error as a field': log => log.warn({ err: failure, appId: 'app_1' }, 'not written'),
  'an error as the only field': log => log.error({ err: failure }),
  'a child': log => log.child({ requestId: 'r1' }).child({ step: 2 }).warn({ a: 1 }, 'slow'),
  'a level below': log => { log.debug({ a: 1 }, 'seen'); log.trace('seen') }
}

function linesOf (create: typeof createLog, level: string, use: (log: Log) => void) {
  const lines: string[] = []
  use(create(level, { write: line => { lines.push(line) } }))
  return lines.map(line => {
    const { time, ...fields } = JSON.parse(line)
    return { timed: Math.abs(Date.now() - time) < 10_000, ended: line.endsWith('\n'), order: Object.keys(fields), fields }
  })
}

for (const [name, use] of Object.entries(uses)) {
  t.test(`A function logs ${name} as a server does`, async t => {
    for (const level of ['trace', 'info', 'warn', 'silent']) t.strictSame(linesOf(createFunctionLog, level, use), linesOf(createLog, level, use), level)
  })
}

t.test('Something is logged in every case', async t => {
  for (const [name, use] of Object.entries(uses)) t.ok(linesOf(createFunctionLog, 'trace', use).length > 0, name)
})

t.test('What JSON cannot say does not stop a function', async t => {
  const circle: Record<string, unknown> = { name: 'circle' }
  circle.self = circle
  const [line] = linesOf(createFunctionLog, 'info', log => log.info({ circle, big: 5n, msgId: 'msg_1' }, 'odd'))
  t.match(line?.fields, { big: '5', msgId: 'msg_1', msg: 'odd' })
})
