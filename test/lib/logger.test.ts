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
  t.test(`A function logs ${name} in the same form as a server.`, async t => {
    for (const level of ['trace', 'info', 'warn', 'silent']) {
      t.strictSame(linesOf(createFunctionLog, level, use), linesOf(createLog, level, use), level)
    }
  })
}

t.test('Every case of the test logs a line.', async t => {
  for (const [name, use] of Object.entries(uses)) t.ok(linesOf(createFunctionLog, 'trace', use).length > 0, name)
})

t.test('A value that JSON cannot write does not stop a function.', async t => {
  const circle: Record<string, unknown> = { name: 'circle' }
  circle.self = circle
  const [line] = linesOf(createFunctionLog, 'info', log => log.info({ circle, big: 5n, msgId: 'msg_1' }, 'odd'))
  t.match(line?.fields, { circle: { name: 'circle', self: '[Circular]' }, big: '5', msgId: 'msg_1', msg: 'odd' })
  const err = Object.assign(new Error('refused'), { circle, code: 'E_REFUSED' })
  const [failed] = linesOf(createFunctionLog, 'info', log => log.error({ err }, 'odd'))
  t.match(failed?.fields, { err: { message: 'refused', code: 'E_REFUSED', stack: String, circle: { self: '[Circular]' } } }, 'the error is told')
})

t.test('A function writes a line for objects that all name each other, each once, and for one that cannot be read.', async t => {
  const nodes = Array.from({ length: 12 }, (_, n): Record<string, unknown> => ({ n }))
  for (const node of nodes) for (const other of nodes) if (other !== node) node[`to${String(other.n)}`] = other
  const err = Object.assign(new Error('refused'), { nodes })
  const lines: string[] = []
  createFunctionLog('info', { write: line => { lines.push(line) } }).error({ err }, 'odd')
  t.ok(lines[0]!.length < 10_000, 'a short line')
  t.match(JSON.parse(lines[0]!), { err: { message: 'refused' }, msg: 'odd' })

  const unreadable = { at: new Date(0), get body () { throw new Error('gone') } }
  const circle: Record<string, unknown> = { at: new Date(0), unreadable }
  circle.self = circle
  const [line] = linesOf(createFunctionLog, 'info', log => log.info({ circle, msgId: 'msg_1' }, 'odd'))
  t.match(line?.fields, { circle: { at: '1970-01-01T00:00:00.000Z', unreadable: '[Error: gone]' }, msgId: 'msg_1', msg: 'odd' })
})

t.test('A function names an error although its bundle has shortened the name of the class.', async t => {
  const Short = class R extends Error { override readonly name = 'OutOfTime' }
  const lines = linesOf(createFunctionLog, 'info', log => { log.error({ err: new Short('no') }, 'failed'); log.error(new Short('no')) })
  t.match(lines.map(({ fields }) => fields.err), [{ type: 'OutOfTime', message: 'no' }, { type: 'OutOfTime', message: 'no' }])
})

for (const [host, create] of [['server', createLog], ['function', createFunctionLog]] as const) {
  t.test(`A ${host} that repeats a line logs it once a minute with a count. The first line comes at once with its stack.`, async t => {
    const lines: Array<Record<string, unknown>> = []
    const wakes: Array<() => void> = []
    const log = create('info', { write: line => { lines.push(JSON.parse(line)) } }, { wakeIn: (_ms, wake) => { wakes.push(wake) } })
    const minute = () => { for (const wake of wakes.splice(0)) wake() }
    const fail = (msgId: string) => log.error({ err: failure, msgId }, 'delivery.failed')
    for (let n = 0; n < 1000; n++) fail(`msg_${n}`)
    t.equal(lines.length, 1)
    t.match(lines[0], { msgId: 'msg_0', msg: 'delivery.failed', err: { type: 'TypeError', stack: /logger.test/ } })
    log.child({ a: 1 }).warn({ err: new RangeError('other') }, 'delivery.failed')
    log.error({ fields: 'alone' })
    log.error({ fields: 'alone' })
    log.info({ err: failure }, 'told')
    log.info({ err: failure }, 'told')
    t.equal(lines.length, 6, 'another error, and a line that is not a condition')
    minute()
    t.equal(lines.length, 7)
    t.match(lines[6], { level: 50, msgId: 'msg_999', msg: 'delivery.failed', repeated: 999, err: { message: 'no' } })
    t.notMatch(JSON.stringify(lines[6]), /logger\.test/)
    fail('msg_a')
    minute()
    t.match(lines.slice(7), [{ repeated: 1 }])
    minute()
    t.equal(lines.length, 8, 'the condition is over')
    fail('msg_b')
    t.match(lines[8], { msgId: 'msg_b', err: { stack: String } }, 'a new condition')
  })
  t.test(`The same holds for a condition of a ${host} without an error. Conditions differ by their words, not by ids and times.`, async t => {
    const lines: Array<Record<string, unknown>> = []
    const wakes: Array<() => void> = []
    const log = create('info', { write: line => { lines.push(JSON.parse(line)) } }, { wakeIn: (_ms, wake) => { wakes.push(wake) } })
    for (let n = 0; n < 1000; n++) {
      log.child({ requestId: `r${n}` })
        .error({ msgId: `msg_${n}`, endpointId: `ep_${n % 7}`, until: new Date(n) }, 'delivery.payload-not-found')
    }
    for (let n = 0; n < 1000; n++) log.warn({ msgId: `msg_${n}` }, 'message.fan-out-put-off')
    for (const reason of ['not JSON', 'no id', 'not JSON']) log.error({ recordId: `record ${lines.length}`, reason }, 'record.refused')
    for (const variable of ['POSTHORN_A', 'POSTHORN_B']) log.warn({ variable, nearest: undefined }, 'setting.unknown')
    for (let n = 0; n < 3; n++) log.info({ msgId: `msg_${n}` }, 'delivery.attempted')
    const told = (from: number) => lines.slice(from).map(({ msg, reason, variable, repeated }) => [msg, reason ?? variable, repeated])
    t.strictSame(told(0), [
      ['delivery.payload-not-found', undefined, undefined], ['message.fan-out-put-off', undefined, undefined],
      ['record.refused', 'not JSON', undefined], ['record.refused', 'no id', undefined],
      ['setting.unknown', 'POSTHORN_A', undefined], ['setting.unknown', 'POSTHORN_B', undefined],
      ...[1, 2, 3].map(() => ['delivery.attempted', undefined, undefined])
    ])
    const before = lines.length
    for (const wake of wakes.splice(0)) wake()
    t.strictSame(told(before), [
      ['delivery.payload-not-found', undefined, 999], ['message.fan-out-put-off', undefined, 999], ['record.refused', 'not JSON', 1]
    ])
    t.match(lines[before], { level: 50, msgId: 'msg_999', until: new Date(999).toISOString() })
    t.notOk('err' in lines[before]!)
  })
}
