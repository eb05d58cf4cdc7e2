import t from 'tap'
import { openMemoryEngine } from '../../src/dynamodb/embedded/open-engine.js'
import { memoryBlobs } from '../../src/repositories/blobs.js'
import { get, openDatabase, put } from '../../src/repositories/database.js'
import { purgeExpired } from '../../src/repositories/purge-expired.js'
import { ensureTables } from '../../src/repositories/tables.js'

const NOW = Date.parse('2026-11-22T12:00:00Z')

t.test('A purge removes expired items from every table and from the blob store, and nothing else.', async t => {
  const db = openDatabase({ dynamodbEndpoint: 'embedded', tablePrefix: 'purge-' }, memoryBlobs(), openMemoryEngine())
  await ensureTables(db)
  const past = NOW / 1000 - 1
  const future = NOW / 1000 + 1
  for (let i = 0; i < 30; i++) {
    await put(db, 'aliases', { key: `old${i}`, target: 'x', at: 0, expiresAt: past })
    await put(db, 'messages', { list: 'app_1', id: `msg_${i}`, data: '{}', expiresAt: i % 2 ? past : future })
  }
  await put(db, 'aliases', { key: 'kept', target: 'x', at: 0, expiresAt: future })
  await put(db, 'aliases', { key: 'for ever', target: 'x', at: 0 })
  await db.blobs.put!('2026-11-21/msg_old', Buffer.from('old'))
  await db.blobs.put!('2026-11-22/msg_today', Buffer.from('today'))

  t.equal(await purgeExpired(db, NOW), 45)

  t.equal(await get(db, 'aliases', { key: 'old0' }), undefined)
  t.ok(await get(db, 'aliases', { key: 'kept' }))
  t.ok(await get(db, 'aliases', { key: 'for ever' }))
  t.ok(await get(db, 'messages', { list: 'app_1', id: 'msg_0' }))
  t.equal(await get(db, 'messages', { list: 'app_1', id: 'msg_1' }), undefined)
  t.equal(await db.blobs.get('2026-11-21/msg_old'), undefined)
  t.ok(await db.blobs.get('2026-11-22/msg_today'))
  t.equal(await purgeExpired(db, NOW), 0, 'no expired item is left')
})
