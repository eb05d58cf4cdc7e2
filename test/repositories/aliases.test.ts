import t from 'tap'
import { createIdFactory } from '../../src/lib/ids.js'
import * as aliases from '../../src/repositories/aliases.js'
import * as applications from '../../src/repositories/applications.js'
import type { Application } from '../../src/repositories/applications.js'
import { openTestDatabase, type TestDatabase } from '../helpers/engine.js'

const NOW = Date.UTC(2026, 10, 22)
const newId = createIdFactory({ now: () => NOW })
const fresh = (uid: string | null, change: Partial<Application> = {}): Application =>
  ({
    orgId: 'org_1', id: newId('app_').id, rev: 0, uid, name: 'x', throttleRate: null, metadata: {}, createdAt: NOW, updatedAt: NOW,
    ...change
  })

const outcomes = async (calls: Array<Promise<unknown>>) => (await Promise.allSettled(calls)).map(({ status }) => status).sort()

t.test('Of many claims of one name exactly one wins. All callers get the winner.', async t => {
  const { db } = await openTestDatabase()
  const held = await Promise.all(Array.from({ length: 20 }, async (_, n) =>
    await aliases.claim(db, { key: 'k', target: `t${n}`, at: NOW }, NOW)))
  t.equal(new Set(held.map(({ target }) => target)).size, 1)
  t.same(await aliases.read(db, 'k', NOW), held[0])
})

t.test('An expired name is free, for reads and for the next claim.', async t => {
  const { db } = await openTestDatabase()
  await aliases.claim(db, { key: 'k', target: 'old', at: NOW, expiresAt: NOW / 1000 + 10 }, NOW)
  t.match(await aliases.read(db, 'k', NOW + 9999), { target: 'old' })
  t.equal(await aliases.read(db, 'k', NOW + 10_000), undefined)
  t.match(await aliases.claim(db, { key: 'k', target: 'early', at: NOW }, NOW + 9000), { target: 'old' })
  t.match(await aliases.claim(db, { key: 'k', target: 'new', at: NOW }, NOW + 10_000), { target: 'new' })
})

t.test('A name is released and replaced only while it refers to the given target.', async t => {
  const { db } = await openTestDatabase()
  await aliases.claim(db, { key: 'k', target: 'a', at: NOW }, NOW)
  await aliases.release(db, 'k', 'b')
  t.match(await aliases.read(db, 'k', NOW), { target: 'a' })
  t.notOk(await aliases.replace(db, { key: 'k', target: 'c', at: NOW }, 'b'))
  t.ok(await aliases.replace(db, { key: 'k', target: 'c', at: NOW }, 'a'))
  await aliases.release(db, 'k', 'c')
  t.equal(await aliases.read(db, 'k', NOW), undefined)
})

for (const fate of ['lose', 'repeat'] as const) {
  t.test(`A claim whose answer is lost is still ours: ${fate}`, async t => {
    const { db, inject } = await openTestDatabase()
    let strikes = 1
    inject(({ name }) => name === 'PutItem' && strikes-- > 0 ? fate : undefined)
    const claim = async () => await aliases.claim(db, { key: 'k', target: 'mine', at: NOW }, NOW)
    if (fate === 'lose') await t.rejects(claim(), { code: 'service_unavailable' })
    t.match(await claim(), { target: 'mine' })
  })
}

t.test('Of many creations with one uid exactly one succeeds.', async t => {
  const { db } = await openTestDatabase()
  for (let round = 0; round < 5; round++) {
    const calls = Array.from({ length: 6 }, async () => await applications.create(db, fresh(`u${round}`)))
    t.equal((await outcomes(calls)).filter(status => status === 'fulfilled').length, 1)
    t.match(await applications.find(db, 'org_1', `u${round}`), { uid: `u${round}` })
  }
  t.equal((await applications.list(db, 'org_1', { limit: 250 })).data.length, 5)
})

t.test('Concurrent creations and renames with one uid leave one owner.', async t => {
  const { db } = await openTestDatabase()
  const others = await Promise.all([1, 2, 3].map(async n => await applications.create(db, fresh(`other${n}`))))
  await Promise.allSettled([
    ...others.map(async other => await applications.update(db, other, { uid: 'wanted' }, NOW)),
    applications.create(db, fresh('wanted')),
    applications.create(db, fresh('wanted'))
  ])
  const { data } = await applications.list(db, 'org_1', { limit: 250 })
  const owners = data.filter(({ uid }) => uid === 'wanted')
  t.equal(owners.length, 1)
  t.equal((await applications.find(db, 'org_1', 'wanted'))?.id, owners[0]!.id)
})

async function dieAt (database: TestDatabase, table: string, call: () => Promise<unknown>): Promise<void> {
  database.inject(one => one.table === table && one.name !== 'GetItem' ? 'fail' : undefined)
  await t.rejects(call(), { code: 'service_unavailable' })
  database.inject()
}

t.test('If a creation dies after its alias was written, the next creation adopts the alias.', async t => {
  const database = await openTestDatabase()
  const dead = fresh('u')
  await dieAt(database, 'applications', async () => await applications.create(database.db, dead))
  t.equal(await applications.find(database.db, 'org_1', 'u'), undefined)
  const created = await applications.create(database.db, fresh('u'))
  t.equal(created.id, dead.id)
  t.match(await applications.find(database.db, 'org_1', 'u'), { id: dead.id })
})

t.test('If a rename dies after its alias was written, the uid is blocked for its lease only.', async t => {
  const database = await openTestDatabase()
  const { db } = database
  const renamed = await applications.create(db, fresh('first'))
  await dieAt(database, 'applications', async () => await applications.update(db, renamed, { uid: 'second' }, NOW))
  t.match(await applications.find(db, 'org_1', 'first'), { id: renamed.id })
  t.equal(await applications.find(db, 'org_1', 'second'), undefined)
  await t.rejects(applications.create(db, fresh('second', { createdAt: NOW + aliases.LEASE_MS - 1 })), { code: 'conflict' })
  await applications.update(db, renamed, { uid: 'second' }, NOW + 1)
  await applications.update(db, renamed, { uid: 'third' }, NOW + 2)
  t.match(await applications.create(db, fresh('second')), { uid: 'second' }, 'a uid is free at once after a rename to another uid')
})

t.test('If a rename dies before the old alias is released, others can take the old uid after the lease.', async t => {
  const database = await openTestDatabase()
  const { db } = database
  const renamed = await applications.create(db, fresh('old'))
  database.inject(({ name, table }) => name === 'DeleteItem' && table === 'aliases' ? 'fail' : undefined)
  await t.rejects(applications.update(db, renamed, { uid: 'new' }, NOW), { code: 'service_unavailable' })
  database.inject()
  t.match(await applications.find(db, 'org_1', 'new'), { id: renamed.id })
  t.equal(await applications.find(db, 'org_1', 'old'), undefined, 'the application is not found under its old uid')
  const taken = await applications.create(db, fresh('old', { createdAt: NOW + aliases.LEASE_MS + 1 }))
  t.match(await applications.find(db, 'org_1', 'old'), { id: taken.id })
})

t.test('Deletion frees a uid at once, also if it died before the alias was released.', async t => {
  const database = await openTestDatabase()
  const { db } = database
  await applications.remove(db, await applications.create(db, fresh('a')), NOW)
  t.match(await applications.create(db, fresh('a')), { uid: 'a' })
  const dying = await applications.create(db, fresh('b'))
  database.inject(({ name, table }) => name === 'DeleteItem' && table === 'aliases' ? 'fail' : undefined)
  await t.rejects(applications.remove(db, dying, NOW), { code: 'service_unavailable' })
  database.inject()
  t.equal(await applications.find(db, 'org_1', 'b'), undefined)
  t.match(await applications.create(db, fresh('b')), { uid: 'b' })
})
