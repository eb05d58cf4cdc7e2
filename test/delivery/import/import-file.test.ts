import { createReadStream } from 'node:fs'
import { text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import { Readable } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { createTableDispatcher } from '../../../src/delivery/hand-off/table/dispatcher-table.js'
import { begin, giveFile, type ImportTask } from '../../../src/delivery/import/import-task.js'
import { run } from '../../../src/delivery/tasks/run-task.js'
import { openImports } from '../../../src/hosting/open-imports.js'
import { loadConfig } from '../../../src/config.js'
import type { Piece, Splitter } from '../../../src/delivery/import/pieces.js'
import { splitArray } from '../../../src/delivery/import/split-array.js'
import { splitCsv } from '../../../src/delivery/import/split-csv.js'
import { splitLines } from '../../../src/delivery/import/split-lines.js'
import * as messages from '../../../src/repositories/messages.js'
import type { Message } from '../../../src/repositories/messages.js'
import { directoryFiles } from '../../../src/repositories/files.js'
import * as tasks from '../../../src/repositories/tasks.js'
import { createTestEngine, newApplication, openTestDatabase } from '../../helpers/engine.js'
import { reportOf, type Report } from '../../helpers/import.js'
import { fc, noise } from '../../helpers/chance.js'

const database = await openTestDatabase()
const directory = t.testdir()
const files = directoryFiles(directory)
const { openReader } = openImports(loadConfig({ POSTHORN_DATA_DIR: directory }))!
const engine = Object.assign(createTestEngine({ db: database.db, dispatcher: { ...createTableDispatcher(), isAlone: true } }), {
  imports: { files, openReader }
})

interface Imported { task: ImportTask, report: Report, messages: Message[] }
type Content = string | Buffer | AsyncIterable<Buffer>

const asStream = (content: Content) =>
  typeof content === 'string' || Buffer.isBuffer(content) ? Readable.from([Buffer.from(content)]) : content

/** Imports a file into a new application. */
async function imported (content: Content, name = 'file', keepOn = () => true): Promise<Imported> {
  const application = await newApplication(engine)
  const task = await begin(engine, application)
  const file = `inbox/${task.id}/a/${name}`
  await files.put(file, asStream(content))
  t.ok(await giveFile(engine, task, file))
  await run(engine, task, keepOn)
  const after = await tasks.read(engine.db, task, Date.now()) as ImportTask
  const report = await files.get(after.import.report)
  const { data } = await messages.list(engine.db, application, { limit: 250 }, { now: Date.now(), withPayload: true })
  return { task: after, report: reportOf(await text(report as Readable)), messages: data.reverse() }
}

const payloads = ({ messages }: Imported) => messages.map(({ payload }) => payload!.toString()).sort()
const refusals = ({ report }: Imported) => report.refused.map(({ line, status, reason }) => `${line} ${status} ${reason}`)

// Every spelling of a payload must arrive as it is in the file.
const PAYLOADS = [
  '{"n":1.0}', '{ "n" :\t1e2, "m":10000000000000000000001 }', '{"s":"]},{[\\"\\\\"}', '{"s":"\\u00fc ü 🦄 \\ud83e\\udd84"}',
  '{"a":[[],{},[{"b":[1,2]}],"],["]}', '{"":null}'
]
const lines = PAYLOADS.map(payload => `{"eventType":"a","payload":${payload}}`)
const csv = ['eventType,payload', ...PAYLOADS.map(payload => `a,"${payload.replaceAll('"', '""')}"`)].join('\n')

for (const { name, content, file } of [
  { name: 'lines', content: lines.join('\n') + '\n' },
  { name: 'lines without a last line break', content: lines.join('\n') },
  { name: 'lines with Windows line ends and blank lines between them', content: '\r\n' + lines.join('\r\n \r\n\r\n') },
  { name: 'lines with a byte order mark', content: '\ufeff' + lines.join('\n') },
  { name: 'compressed lines', content: gzipSync(lines.join('\n')) },
  { name: 'lines that were compressed one by one', content: Buffer.concat(lines.map(line => gzipSync(line + '\n'))) },
  { name: 'lines in a file with the extension of lines', content: lines.join('\n'), file: 'x.jsonl' },
  { name: 'an array', content: `[${lines.join(',')}]` },
  { name: 'a formatted array', content: `\r\n [\n ${lines.join(' \n,\n ')}\r\n]\n\n`, file: 'x.json' },
  { name: 'an array with a byte order mark', content: `\ufeff[${lines.join(',')}]` },
  { name: 'a compressed array', content: gzipSync(`[${lines.join(',')}]`), file: 'x.json.gz' },
  { name: 'a CSV file', content: csv },
  { name: 'a CSV file of Windows', content: '\ufeff' + csv.replaceAll('\n', '\r\n') + '\r\n', file: 'x.csv' },
  { name: 'a compressed CSV file', content: gzipSync(csv), file: 'x.CSV.GZ' }
]) {
  t.test(`The entries of ${name} become messages. Their payloads do not change.`, async t => {
    const found = await imported(content, file)
    t.match(found.task, { status: 'finished', import: { entries: PAYLOADS.length, accepted: PAYLOADS.length, refused: 0 } })
    t.strictSame(payloads(found), [...PAYLOADS].sort())
    t.strictSame(found.report.refused, [])
  })
}

// Tables as spreadsheets write them, by language and system, and with leftovers beside the table.
const quotedCell = (payload: string) => `"${payload.replaceAll('"', '""')}"`
const table = (separator: string, { head = '', end = '\r\n', tail = '' } = {}) =>
  head + [`eventType${separator}payload${tail}`, ...PAYLOADS.map(payload => `a${separator}${quotedCell(payload)}${tail}`)].join(end) + end
const mark = '\ufeff'
for (const { name, content, file } of [
  { name: 'between semicolons', content: table(';') },
  { name: 'between tabs', content: table('\t'), file: 'x.tsv' },
  { name: 'between vertical bars', content: table('|') },
  { name: 'that names its separator', content: table(';', { head: 'sep=;\r\n' }) },
  { name: 'that names its separator in quotes, after a mark', content: table(';', { head: `${mark}"sep=;"\r\n` }), file: 'x.csv' },
  { name: 'that names an unusual separator', content: table('^', { head: 'sep=^\n', end: '\n' }) },
  { name: 'whose lines end with a carriage return only', content: table(',', { end: '\r' }) },
  { name: 'between semicolons, with such line ends', content: table(';', { end: '\r', head: 'sep=;\r' }) },
  { name: 'with separators for columns that are not used', content: table(';', { tail: ';;;' }) },
  { name: 'with rows of empty cells', content: table(';').replaceAll('\r\n', '\r\n;\r\n ; \r\n"";\r\n;;;;;\r\n') },
  { name: 'that begins with rows of empty cells', content: `;;;\r\n;;;\r\n${table(';')}` },
  { name: 'with quoted names', content: table(';').replace('eventType;payload', '"eventType";" payload "') },
  {
    name: 'that was joined from two, each with its own mark and column names',
    content: mark + table(';').slice(0, table(';').indexOf('a;')) + table(';', { head: mark })
  },
  {
    name: 'that was joined from two that name their separator',
    content: table(';', { head: 'sep=;\r\n' }).split('\r\n').slice(0, 2).join('\r\n') + '\r\n' + table(';', { head: `${mark}sep=;\r\n` })
  },
  {
    name: 'whose quoted cells begin after a mark',
    content: `${mark}"eventType";payload\n` + PAYLOADS.map(payload => `${mark}"a";${quotedCell(payload)}\n`).join('')
  },
  { name: 'between semicolons, compressed', content: gzipSync(table(';', { head: mark })) }
]) {
  t.test(`The entries of a table ${name} become messages.`, async t => {
    const found = await imported(content, file)
    t.strictSame(found.report.refused, [])
    t.strictSame(payloads(found), [...PAYLOADS].sort())
    t.match(found.task, { status: 'finished', import: { entries: PAYLOADS.length } })
  })
}

t.test('Columns without a name are left out, at any position.', async t => {
  const found = await imported(',eventType,,payload,,\n0,a,note,{},,\n1,b,,{},x\n2,c,,{}\n')
  t.strictSame(found.report.refused, [])
  t.strictSame(found.messages.map(({ eventType }) => eventType).sort(), ['a', 'b', 'c'])
})

t.test('Cells keep their line breaks, with every kind of line end.', async t => {
  for (const end of ['\n', '\r\n', '\r']) {
    const found = await imported(['eventType;payload', `a;"{${end}""n"":1}"`, 'b;{}', ''].join(end))
    t.strictSame(payloads(found), [`{${end}"n":1}`, '{}'].sort())
  }
})

t.test('Byte order marks and blank lines between lines of JSON are skipped. A line that ends with a comma is refused.', async t => {
  const found = await imported(
    [lines[0], `${mark}${lines[1]}`, mark, `${mark} \t`, '', `${mark}${mark}${lines[2]}`, `${lines[3]},`].join('\r\n'), 'x.ndjson'
  )
  t.equal(found.messages.length, 3)
  t.strictSame(refusals(found), ['7 422 body: invalid JSON: a comma follows the object'])
})

t.test('An array and its elements may begin after byte order marks. A comma after the last element is allowed.', async t => {
  t.equal((await imported(`${mark}\n${mark}[${lines[0]},\n${mark}${lines[1]},\n]\n`)).messages.length, 2)
})

t.test('Import of a table continues at its position, with the same separator and line ends.', async t => {
  for (const options of [{ head: `${mark}sep=;\r`, end: '\r' }, { head: mark, end: '\r\n' }]) {
    const rows = Array.from({ length: 450 }, (_, n) => `a;{""n"":${n}}`.replace(/\{.*\}/, cell => `"${cell}"`))
    const content = options.head + ['eventType;payload', ...rows.flatMap(row => [row, ';;'])].join(options.end)
    const application = await newApplication(engine)
    const task = await begin(engine, application)
    const file = `inbox/${task.id}/a/table`
    await files.put(file, asStream(content))
    await giveFile(engine, task, file)
    let turns = 0
    for (let at: ImportTask = task; at.status === 'running' && turns < 20; turns++) {
      await run(engine, task, () => false)
      at = await tasks.read(engine.db, task, Date.now()) as ImportTask
    }
    t.ok(turns > 2, 'in several turns')
    const after = await tasks.read(engine.db, task, Date.now()) as ImportTask
    t.match(after, { status: 'finished', import: { entries: 450, accepted: 450, refused: 0 } })
  }
})

t.test('A record with a million cells is refused without a look at each cell.', async t => {
  const found = await imported(`eventType,payload\na,{}\nx${',x'.repeat(900_000)}\nb,{}\n`)
  t.strictSame(refusals(found), ['3 422 body: has 900001 columns instead of 2, separated by commas'])
  t.equal(found.messages.length, 2)
})

const FIELDS = {
  eventId: 'e-1', channels: ['c1', 'c2'], tags: ['t, 1', 't2'], deliverAt: '2030-01-01T00:00:00Z', payloadRetentionPeriod: 7,
  idempotencyKey: 'k'
}
for (const { name, content } of [
  { name: 'a line', content: JSON.stringify({ eventType: 'a.b', payload: {}, ...FIELDS }) },
  { name: 'a record', content: 'eventType,payload,eventId,channels,tags,deliverAt,payloadRetentionPeriod,idempotencyKey\na.b,{},e-1,"c1, c2","[""t, 1"",""t2""]",2030-01-01T00:00:00Z,7,k\n' }
]) {
  t.test(`All fields of a message can be given in ${name}.`, async t => {
    const { messages: [message], report } = await imported(content)
    t.strictSame(report.refused, [])
    t.match(message, { eventType: 'a.b', eventId: 'e-1', channels: ['c1', 'c2'], tags: ['t, 1', 't2'], deliverAt: Date.UTC(2030, 0) })
    t.equal(message!.payloadExpiresAt, Date.UTC(2030, 0, 8))
  })
}

t.test('A refused entry does not affect other entries. The report names the entry and the reason.', async t => {
  const good = lines[0]!
  const found = await imported([
    '', good, '{"eventType":"a"}', '{"eventType":"a b","payload":{}}', '{"eventType":"a","payload":[]}', '{"eventType":"a","payload":{}',
    'null', '[]', '7',
    `${good}${good}`, '{"eventType":"a","eventType":"b","payload":{}}', '{"eventType":"a","payload":{},"eventId":"same"}',
    '{"eventType":"a","payload":{},"eventId":"same"}',
    '{"eventType":"a","payload":{},"deliverAt":"soon"}', '{"eventType":"a","payload":{},"payloadRetentionPeriod":4}',
    '{"eventType":"a","payload":{},"channels":[]}',
    `{"eventType":"a","payload":{"a":${'['.repeat(600)}${']'.repeat(600)}}}`, good
  ].join('\n'))
  t.match(found.task.import, { entries: 17, accepted: 3, refused: 14 })
  t.strictSame(refusals(found).map(one => one.slice(0, 60)), [
    "3 422 body: missing field 'payload'",
    "4 422 body.eventType: may only have letters, digits, '-', '_",
    '5 422 body.payload: must be object',
    '6 422 body: unexpected end of JSON',
    '7 422 body: must be object',
    '8 422 body: must be object',
    '9 422 body: must be object',
    '10 422 body: invalid JSON: something follows the object',
    "11 422 body.eventType: the field 'eventType' is given more than once".slice(0, 60),
    "13 409 A message with the eventId 'same' already exists.",
    '14 422 body.deliverAt: must match format "date-time"',
    '15 422 body.payloadRetentionPeriod: must be >= 5',
    '16 422 body.channels: must NOT have fewer than 1 items',
    '17 422 body: nested more than 500 levels deep'
  ])
})

t.test('Text that is not UTF-8 is refused.', async t => {
  const found = await imported(Buffer.concat([
    Buffer.from(`${lines[0]}\n{"eventType":"a","payload":{"s":"`), Buffer.from([0xff, 0xfe, 0x41]), Buffer.from(`"}}\n${lines[1]}`)
  ]))
  t.strictSame(refusals(found), ['2 422 body: is not valid UTF-8'])
  t.equal(found.messages.length, 2)
})

const long = `{"eventType":"a","payload":{"s":"${'x'.repeat(2 * 1024 * 1024)}"}}`
for (const { name, content } of [
  { name: 'lines', content: `${lines[0]}\n${long}\n${lines[1]}` },
  { name: 'an array', content: `[${lines[0]},\n${long},${lines[1]}]` },
  { name: 'a CSV file', content: `payload,eventType\n{},a\n"${long.replaceAll('"', '""')}",a\n{},b` }
]) {
  t.test(`An entry of ${name} that is too long is refused. The entries after it are imported.`, async t => {
    const found = await imported(content)
    t.match(found.report.refused, [{ entry: 2, status: 413, reason: /longer than 2097152 bytes/ }])
    t.match(found.task, { status: 'finished', import: { accepted: 2 } })
  })
}

t.test('An entry may be as long as the body of a request.', async t => {
  const head = '{"eventType":"a","payload":{"s":"'
  const entry = `${head}${'x'.repeat(2 * 1024 * 1024 - head.length - 3)}"}}`
  const found = await imported(`${entry}\n${entry}y\n${entry}`)
  t.strictSame(found.report.refused.map(({ entry, status }) => [entry, status]), [[2, 413]])
  t.match(found.task.import, { accepted: 2 })
})

t.test('An invalid record of a CSV file is refused.', async t => {
  const found = await imported([
    'payload,eventType,eventId,channels,payloadRetentionPeriod', '{},a,,,', '{},a', '{},a,,,,,', '{},a,,,,x', 'x,a,,,',
    '"{},""eventId"":1",a,,,', '{},a,"x" y,,', ',a,,,', '{},a,,[1,',
    '"{""s"":', '""over lines""}",a,,,', '{},a,,,7.5', '{},a,,,70', '"', 'never closed,a'
  ].join('\n'))
  t.match(found.task.import, { accepted: 4 })
  t.strictSame(refusals(found), [
    '3 422 body: has 2 columns instead of 5, separated by commas',
    '5 422 body: has 6 columns instead of 5, separated by commas',
    '6 422 body.payload: is not JSON',
    '7 422 body.payload: is not JSON',
    '8 422 body: is not a CSV record: a quote stands where none may stand',
    "9 422 body: missing field 'payload'",
    '10 422 body.channels: is not JSON',
    '13 422 body.payloadRetentionPeriod: is not a whole number',
    '15 422 body: is not a CSV record: a quote stands where none may stand'
  ])
})

for (const { name, content, file, reason } of [
  {
    name: 'an unknown column', content: 'eventType,payload,colour\na,{},red\n', file: 'x.csv',
    reason: /columns of messages \(eventType, payload, eventId, .*\), separated by commas: 'colour' is unknown\.$/
  },
  { name: 'no payload', content: 'eventType\na\n', reason: /'payload' is missing/ },
  {
    name: 'a column named like a member of every object', content: 'eventType,payload,constructor\na,{},x\n',
    reason: /'constructor' is unknown/
  },
  { name: 'a column twice', content: 'eventType,payload,payload\na,{},{}\n', reason: /'payload' is there twice/ },
  {
    name: 'other columns between semicolons', content: 'type;body\na;{}\n',
    reason: /separated by semicolons: 'eventType' is missing; 'payload' is missing; 'type' is unknown/
  },
  {
    name: 'other columns between tabs', content: 'type\tpayload\na\t{}\n',
    reason: /separated by tabs: 'eventType' is missing; 'type' is unknown/
  },
  {
    name: 'another separator than it names', content: 'sep=;\neventType,payload\na,{}\n',
    reason: /separated by semicolons: 'eventType' is missing/
  },
  {
    name: 'a hundred thousand columns', content: `eventType,payload${','.repeat(100_000)}\na,{}\n`,
    reason: /separated by commas: there are 100002 of them/
  },
  { name: 'no columns', content: '"a"b\n', reason: /'eventType' is missing/ },
  { name: 'prose', content: 'Dear Sir or Madam,\n', reason: /'eventType' is missing/ }
]) {
  t.test(`A CSV file with ${name} is refused as a whole, with one line that gives the reason.`, async t => {
    const found = await imported(content, file)
    t.match(found.task, { status: 'failed', reason, import: { entries: 0 } })
    t.match(found.report, { summary: { status: 'failed', reason }, refused: [] })
    t.strictSame(found.messages, [])
  })
}

const whole = gzipSync(lines.join('\n'), { level: 0 })
for (const { name, content, file, reason, accepted } of [
  {
    name: 'gzip data that is broken', content: Buffer.concat([whole.subarray(0, 10), Buffer.alloc(50, 7)]), reason: /gzip data is broken/,
    accepted: 0
  },
  { name: 'a name that promises gzip', content: lines[0]!, file: 'x.gz', reason: /not compressed with gzip/, accepted: 0 },
  {
    name: 'an array that ends in an entry', content: `[\n${lines[0]},\n{"eventType":"a","payload":{"a":[1`,
    reason: /ends in the middle of the entry that begins on line 3: it is truncated/, accepted: 1
  },
  { name: 'an array that ends in a string', content: `[${lines[0]},{"eventType":"`, reason: /truncated/, accepted: 1 },
  { name: 'an array without its end', content: `[${lines[0]},${lines[1]}`, reason: /ends before its array does/, accepted: 1 },
  {
    name: 'text after its array', content: `[${lines[0]}]\n${lines[1]}`, reason: /Something follows the end of the array, on line 2/,
    accepted: 1
  },
  {
    name: 'UTF-16', content: Buffer.from('\ufeff' + lines.join('\n'), 'utf16le'), reason: /is UTF-16, .*save it as "CSV UTF-8"/, accepted: 0
  },
  { name: 'UTF-16 of the other byte order', content: Buffer.from('\ufeff' + csv, 'utf16le').swap16(), reason: /is UTF-16/, accepted: 0 },
  { name: 'UTF-16 without a byte order mark', content: Buffer.from(csv, 'utf16le'), reason: /is UTF-16/, accepted: 0 },
  { name: 'an image', content: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), reason: /not UTF-8 text/, accepted: 0 }
]) {
  t.test(`In a file with ${name} the entries before the error are accepted. The report describes the error.`, async t => {
    const found = await imported(content, file)
    t.match(found.task, { status: 'failed', reason, import: { accepted } })
    t.match(found.report.summary, { status: 'failed', reason, accepted })
    t.equal(found.messages.length, accepted)
  })
}

t.test('In a compressed file that ends early the entries before the end are accepted.', async t => {
  const entries = Array.from({ length: 2000 }, (_, n) => `{"eventType":"a","payload":{"n":${n},"id":"${noise(16).toString('hex')}"}}\n`)
  const { task, report } = await imported(gzipSync(entries.join('')).subarray(0, 40_000))
  t.match(task, { status: 'failed', reason: 'The gzip data ends too early: the file is truncated.' })
  const { accepted } = task.import
  t.ok(accepted > 100 && accepted < 2000, `${accepted}`)
  t.match(report, { summary: { accepted, refused: 0 }, refused: [] })
})

t.test('A last line that is incomplete is refused.', async t => {
  const found = await imported(`${lines[0]}\n${lines[1]!.slice(0, 30)}`)
  t.strictSame(refusals(found), ['2 422 body: unexpected end of JSON'])
})

for (const content of [
  '', '\n\r\n ', '\ufeff', '\ufeff\ufeff\n\ufeff', '[]', ' [\n]\n', 'eventType,payload\n', 'sep=;\r\neventType;payload\r\n;;;\r\n',
  gzipSync('')
]) {
  t.test(`A file without entries is imported without an error: ${JSON.stringify(content.toString('latin1' as never).slice(0, 20))}`, async t => {
    const found = await imported(content)
    t.match(found.task, { status: 'finished', import: { entries: 0, accepted: 0, refused: 0 } })
    t.match(found.report, { summary: { status: 'finished', entries: 0 }, refused: [] })
  })
}

t.test('The import of a decompression bomb stops early.', async t => {
  const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024, '\n'))
  const { task } = await imported(Buffer.concat(Array.from({ length: 2000 }, () => bomb)))
  t.match(task, { status: 'failed', reason: /inflates to more than 400 times/ })
  t.equal(task.import.entries, 0)
})

t.test('The import of a file without an acceptable entry stops early.', async t => {
  const { task, report } = await imported('x\n'.repeat(50_000), 'x.ndjson')
  t.match(task, { status: 'failed', reason: 'None of the first 10000 entries can be accepted.', import: { refused: 10_000 } })
  t.equal(report.refused.length, 10_000)
})

t.test('The memory of an import does not grow with the file.', async t => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const live = () => {
    // The test helper keeps all database calls with their payloads.
    database.calls.length = 0
    collect()
    const { heapUsed, external } = process.memoryUsage()
    return (heapUsed + external) / 1024 / 1024
  }
  const COUNT = 2400
  /** The memory in MB that is in use after the import of COUNT messages with this payload. The database in this process keeps them. */
  async function keptBy (payload: string): Promise<number> {
    async function * content () {
      for (let n = 0; n < COUNT; n++) yield Buffer.from(`{"eventType":"a","payload":{"n":${n},"more":${payload}}}\n`)
    }
    const seen: number[] = []
    const before: number[] = []
    for (let n = 0; n < 10; n++) {
      before.push(live())
      await turn()
    }
    const { task } = await imported(content(), `${payload.length}.ndjson`, () => {
      seen.push(live())
      return true
    })
    t.match(task, { status: 'finished', import: { accepted: COUNT } })
    t.ok(seen.length > 20, `${seen.length} measurements`)
    // A single measurement may contain memory that is not freed yet. Memory that is kept is contained in all of them.
    return Math.min(...seen.slice(-10)) - Math.min(...before)
  }
  const large = JSON.stringify({ s: 'lorem ipsum dolor sit amet '.repeat(800) })
  t.ok(COUNT * large.length > 50_000_000)
  const ofSmall = await keptBy('{}')
  const ofLarge = await keptBy(large)
  // Compressed, the payloads of the large file take 2 MB.
  t.ok(ofLarge - ofSmall < 25, `${Math.round(ofLarge)} MB of a file of 52 MB, ${Math.round(ofSmall)} MB of a small one`)
})

const SPLITTERS: Record<string, {
  split: typeof splitLines, open: string, join: string, close: string, write: (value: unknown) => string
}> = {
  lines: { split: splitLines, open: '', join: '\n', close: '\n', write: value => JSON.stringify(value) },
  array: { split: splitArray, open: '', join: ',\n', close: ']', write: value => JSON.stringify(value, null, 1) },
  csv: {
    split: splitCsv, open: '', join: '\r\n', close: '\n', write: value => `x,"${JSON.stringify(value, null, 1).replaceAll('"', '""')}"`
  }
}

function cut ({ push, end }: Splitter, bytes: Buffer, sizes: number[]): Piece[] {
  const found: Piece[] = []
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length]!
    found.push(...push(bytes.subarray(at, at + size)))
    at += size
  }
  return [...found, ...end()]
}

for (const [name, { split, join, close, write }] of Object.entries(SPLITTERS)) {
  t.test(`However the bytes of ${name} are split, the entries are the same, and the import can continue after each of them.`, async t => {
    fc.assert(fc.property(fc.array(
      fc.object({ maxDepth: 3 }), { minLength: 1, maxLength: 8 }
    ), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }), (values, sizes) => {
      const texts = values.map(write)
      const bytes = Buffer.from(texts.join(join) + close)
      const found = cut(split(10_000_000, { offset: 0, line: 1 }), bytes, sizes)
      t.strictSame(found.map(({ bytes }) => bytes!.toString().trim()), texts.map(text => text.trim()))
      const line = (offset: number) => bytes.subarray(0, offset).toString().split('\n').length
      for (const [n, { next }] of found.entries()) {
        if (next.line !== line(next.offset)) throw new Error(`line ${next.line} at ${next.offset}`)
        const rest = cut(split(10_000_000, next), bytes.subarray(next.offset), sizes)
        if (JSON.stringify(rest) !== JSON.stringify(found.slice(n + 1))) throw new Error(`from ${next.offset}`)
      }
    }), { numRuns: 100 })
    t.end()
  })
}

t.test('A directory of files accepts keys of any kind, and removes old files.', async t => {
  const root = t.testdir({ outside: 'x' })
  const store = directoryFiles(`${root}/files`)
  for (const key of ['inbox/../../outside', 'inbox/./..', 'inbox/ü /🦄?.csv']) {
    await store.put(key, Readable.from([Buffer.from(key)]))
    t.equal(await text(await store.get(key) as Readable), key)
  }
  t.equal(await text(createReadStream(`${root}/outside`)), 'x')
  await t.rejects(
    store.put('inbox/half', Readable.from((async function * () { yield Buffer.from('x'); throw new Error('gone') })())), /gone/
  )
  t.equal(await store.get('inbox/half'), undefined)
  await store.purge(Date.now() - 60_000)
  t.ok(await store.get('inbox/./..'))
  await store.purge(Date.now() + 60_000)
  t.equal(await store.get('inbox/./..'), undefined)
})
