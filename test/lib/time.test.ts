import t from 'tap'
import { parseDuration } from '../../src/lib/duration.js'
import { formatTimestamp, parseTimestamp } from '../../src/lib/time.js'

t.test('Timestamps are written in UTC with three digits of fraction or none.', async (t) => {
  t.equal(formatTimestamp(Date.UTC(2026, 0, 2, 3, 4, 5)), '2026-01-02T03:04:05Z')
  t.equal(formatTimestamp(Date.UTC(2026, 0, 2, 3, 4, 5, 60)), '2026-01-02T03:04:05.060Z')
})

t.test('All accepted spellings of a timestamp mean the same instant.', async (t) => {
  const instant = Date.UTC(2026, 0, 2, 3, 4, 5, 123)
  const spellings = [
    '2026-01-02T03:04:05.123Z', '2026-01-02t03:04:05.123z', '2026-01-02 03:04:05.123456789 UTC', '2026-01-02 03:04:05.123UTC',
    '2026-01-02T03:04:05.1239999999999+00:00', '2026-01-02T05:04:05.123+0200', '2026-01-02T05:04:05.123  +02:00',
    '2026-01-01T21:34:05.123-05:30', '2026-01-02T03:04:05.123-00:00'
  ]
  for (const text of spellings) t.equal(parseTimestamp(text), instant, text)
})

t.test('Seconds that are zero may be absent, as the Java SDK leaves them out.', async (t) => {
  for (const text of ['2026-01-02T03:04Z', '2026-01-02T05:04+02:00']) t.equal(parseTimestamp(text), Date.UTC(2026, 0, 2, 3, 4), text)
})

t.test('The fraction may be absent, short or long. Digits below a millisecond are cut off.', async (t) => {
  const second = Date.UTC(2026, 0, 2, 3, 4, 5)
  t.equal(parseTimestamp('2026-01-02T03:04:05Z'), second)
  t.equal(parseTimestamp('2026-01-02T03:04:05.5Z'), second + 500)
  t.equal(parseTimestamp('2026-01-02T03:04:05.0009Z'), second)
})

t.test('A written timestamp can be read back, also before 1970.', async (t) => {
  for (const ms of [0, 1, -1, Date.UTC(2026, 1, 28, 23, 59, 59, 999), Date.parse('0001-01-01T00:00:00.001Z')]) {
    t.equal(parseTimestamp(formatTimestamp(ms)), ms)
  }
})

t.test('Dates that the calendar does not have are refused.', async (t) => {
  for (const day of ['2024-02-29', '2000-02-29', '0000-02-29']) t.type(parseTimestamp(`${day}T00:00:00Z`), 'number', day)
  for (const day of ['2026-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-01', '2026-01-00', '2026-01-32']) {
    t.equal(parseTimestamp(`${day}T00:00:00Z`), undefined, day)
  }
  t.equal(parseTimestamp('2016-12-31T23:59:60Z'), Date.UTC(2017, 0, 1), 'a leap second')
})

t.test('Text that is not a timestamp is refused.', async (t) => {
  const bad = [
    '', 'now', '2026-01-02', '2026-01-02T03:04:05', '2026-01-02T03:04', '2026-01-02T03Z', '2026-01-02T03:04.5Z', '2026-01-02T24:00:00Z', '2026-01-02T03:60:00Z',
    '2026-01-02T03:04:61Z', '2026-01-02T03:04:05.Z', '2026-01-02  03:04:05Z', '2026-1-2T03:04:05Z', '26-01-02T03:04:05Z',
    '2026-01-02T03:04:05+24:00', '2026-01-02T03:04:05+01:60', '2026-01-02T03:04:05+1', ' 2026-01-02T03:04:05Z',
    '2026-01-02T03:04:05Z\n', '2026-01-02T03:04:05Z ', '2026-01-02T03:04:05 GMT', '+002026-01-02T03:04:05Z', '1767323045'
  ]
  for (const text of bad) t.equal(parseTimestamp(text), undefined, JSON.stringify(text))
})

t.test('Durations have units. A number without a unit means seconds.', async (t) => {
  const durations = { '1ms': 1, '5s': 5000, '15m': 900_000, '2h': 7_200_000, '0.5s': 500, '1.1s': 1100, 7: 7000, 0: 0, ' 1s ': 1000 }
  for (const [text, ms] of Object.entries(durations)) t.equal(parseDuration(text), ms, text)
  for (const text of ['', '0.5ms', '1.0005s', '-1s', '1 s', '1d', '1S', 's', '9999999999999h', 'NaN']) {
    t.equal(parseDuration(text), undefined, text)
  }
})
