/** A typical payload of 1 KB: JSON with names, numbers and ids, which compresses to a half. The same for the same number. */
export function typicalPayload (n: number): Buffer {
  const items: object[] = []
  const body = {
    type: 'order.paid', data: {
      orderId: `ord_${n}`, customer: { id: `cus_${n * 7919}`, email: `buyer${n}@example.com`, country: 'DE' }, currency: 'EUR', items
    }
  }
  for (let at = 0; JSON.stringify(body).length < 950; at++) {
    items.push({
      sku: `SKU-${at}-${(n * 104729 + at * 31) % 99991}`, quantity: at % 3 + 1, unitPrice: 1995 + at, title: `Article number ${at}`
    })
  }
  const text = JSON.stringify(body)
  return Buffer.from(text.slice(0, -1) + `,"pad":"${'x'.repeat(Math.max(0, 1024 - text.length - 9))}"}`)
}
