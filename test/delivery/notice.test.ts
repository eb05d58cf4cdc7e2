import t from 'tap'
import { addNotice, noticesTold } from '../../src/delivery/notice.js'
import { get } from '../../src/repositories/database.js'
import type { DeliveryNotice } from '../../src/repositories/deliveries.js'
import * as endpoints from '../../src/repositories/endpoints.js'
import type { EndpointNotice } from '../../src/repositories/endpoints.js'
import { createSqsDispatcher } from '../../src/delivery/hand-off/sqs/dispatcher-sqs.js'
import { createTestEngine, newApplication, newEndpoint, openMemoryDatabase } from '../helpers/engine.js'

const attempt = { id: 'atmpt_1', status: 2 as const, code: 500, manual: false }
const failing: DeliveryNotice = { type: 'failing', attempt }
const recovered: DeliveryNotice = { type: 'recovered', attempt }
const opened: EndpointNotice = { type: 'endpoint.circuit.opened', at: 1, since: 1 }
const closed: EndpointNotice = { type: 'endpoint.circuit.closed', at: 1, since: 1 }

t.test('notices are kept oldest first, and nothing else is changed', async t => {
  const before = [failing]
  t.strictSame(addNotice(before, recovered), [failing, recovered])
  t.strictSame(addNotice(undefined, opened), [opened])
  t.strictSame(before, [failing])
})

t.test('only what was told goes, also when others were added meanwhile', async t => {
  t.strictSame(noticesTold([failing, recovered], [failing]), [recovered])
  t.strictSame(noticesTold([opened, closed, { ...opened, at: 2 }], [opened]), [closed, { ...opened, at: 2 }])
  t.equal(noticesTold([opened, closed], [closed, opened]), undefined)
  t.equal(noticesTold(undefined, [failing]), undefined)
})

t.test('the item of an endpoint keeps its notices under the name that it always had', async t => {
  const { db } = openMemoryDatabase()
  const engine = createTestEngine({ db, dispatcher: createSqsDispatcher({ send: async () => {} }) })
  const { appId, id } = await newEndpoint(engine, await newApplication(engine), { notices: [opened] })
  const item = await get<{ data: string }>(db, 'endpoints', { appId, id })
  const { untold, notices } = JSON.parse(item!.data)
  t.strictSame([untold, notices], [[opened], undefined])
  const read = await endpoints.read(db, appId, id)
  t.strictSame([read?.notices, Object.keys(read!).includes('untold')], [[opened], false])
})
