import t from 'tap'
import { addNotice, noticesTold } from '../../src/delivery/notice.js'
import type { DeliveryNotice } from '../../src/repositories/deliveries.js'
import type { EndpointNotice } from '../../src/repositories/endpoints.js'

const attempt = { id: 'atmpt_1', status: 2 as const, code: 500, manual: false }
const failing: DeliveryNotice = { type: 'failing', attempt }
const recovered: DeliveryNotice = { type: 'recovered', attempt }
const opened: EndpointNotice = { type: 'endpoint.circuit.opened', at: 1, since: 1 }
const closed: EndpointNotice = { type: 'endpoint.circuit.closed', at: 1, since: 1 }

t.test('A new notice is stored after the older ones. Other fields do not change.', async t => {
  const before = [failing]
  t.strictSame(addNotice(before, recovered), [failing, recovered])
  t.strictSame(addNotice(undefined, opened), [opened])
  t.strictSame(before, [failing])
})

t.test('Only the notice that was sent is removed, also when others were added meanwhile.', async t => {
  t.strictSame(noticesTold([failing, recovered], [failing]), [recovered])
  t.strictSame(noticesTold([opened, closed, { ...opened, at: 2 }], [opened]), [closed, { ...opened, at: 2 }])
  t.equal(noticesTold([opened, closed], [closed, opened]), undefined)
  t.equal(noticesTold(undefined, [failing]), undefined)
})
