import type { Random } from '../simulation/random.js'

/** An event type of the week: how often it is sent, how it is described, and a payload of it. */
export interface WeekType {
  name: string
  group: string
  description: string
  weight: number
  deprecated?: true
  payload: (random: Random, n: number) => Record<string, unknown>
}

const NAMES = [
  'Ada Moreno',
  'Jonas Berg',
  'Mei Tanaka',
  'Luis Ortega',
  'Nora Whitfield',
  'Samir Haddad',
  'Elin Sund',
  'Paula Costa'
] as const
const GOODS = [
  ['TENT-2P', 21900],
  ['BAG-40L', 12900],
  ['LAMP-USB', 3490],
  ['BOTTLE-1L', 2450],
  ['MAT-R3', 5900],
  ['STOVE-S', 7990]
] as const
const CITIES = ['Hamburg', 'Lyon', 'Porto', 'Aarhus', 'Graz', 'Gdańsk'] as const
const CARRIERS = ['DHL', 'DPD', 'GLS', 'UPS'] as const

const customer = (random: Random) => {
  const name = random.pick(NAMES)
  return { id: `cus_${random.integer(10_000, 99_999)}`, name, email: `${name.toLowerCase().replace(/\W+/g, '.')}@mail.example` }
}

const lines = (random: Random) =>
  Array.from({ length: random.integer(1, 3) }, () => {
    const [sku, price] = random.pick(GOODS)
    return { sku, quantity: random.integer(1, 3), price }
  })

function order (random: Random, n: number) {
  const items = lines(random)
  const amount = items.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
  return { id: `ord_${84_000 + n}`, total: { amount, currency: 'EUR' }, customer: customer(random), items }
}

const invoice = (random: Random, n: number) => ({
  id: `inv_${31_000 + n}`,
  amount: random.integer(20, 900) * 100,
  currency: 'EUR',
  order: `ord_${84_000 + n}`,
  customer: customer(random)
})

/** What the shop of the pictures tells its customers' systems. */
export const WEEK_TYPES: readonly WeekType[] = [
  { name: 'order.created', group: 'Orders', description: 'A customer placed an order', weight: 30, payload: order },
  {
    name: 'order.paid',
    group: 'Orders',
    description: 'The payment of an order arrived',
    weight: 24,
    payload: (random, n) => ({ ...order(random, n), method: random.pick(['card', 'invoice', 'wallet']) })
  },
  {
    name: 'order.shipped',
    group: 'Orders',
    description: 'An order left the warehouse',
    weight: 20,
    payload: (random, n) => ({
      id: `ord_${83_900 + n}`,
      carrier: random.pick(CARRIERS),
      tracking: `0034${random.integer(10_000_000, 99_999_999)}`,
      city: random.pick(CITIES)
    })
  },
  {
    name: 'order.refunded',
    group: 'Orders',
    description: 'Money of an order was paid back',
    weight: 4,
    payload: (random, n) => ({
      id: `ord_${83_700 + n}`,
      amount: random.integer(10, 200) * 100,
      currency: 'EUR',
      reason: random.pick(['damaged', 'late', 'changed mind'])
    })
  },
  {
    name: 'order.cancelled',
    group: 'Orders',
    description: 'Replaced by order.refunded',
    weight: 0,
    deprecated: true,
    payload: (_random, n) => ({ id: `ord_${n}` })
  },
  { name: 'invoice.paid', group: 'Invoices', description: 'An invoice was paid in full', weight: 18, payload: invoice },
  {
    name: 'invoice.overdue',
    group: 'Invoices',
    description: 'An invoice was not paid in time',
    weight: 3,
    payload: (random, n) => ({ ...invoice(random, n), daysLate: random.integer(1, 14) })
  },
  {
    name: 'invoice.voided',
    group: 'Invoices',
    description: 'An invoice was withdrawn before it was paid',
    weight: 2,
    payload: (random, n) => ({ id: `inv_${31_000 + n}`, reason: random.pick(['duplicate', 'wrong address']) })
  },
  {
    name: 'stock.changed',
    group: 'Stock',
    description: 'The number of items in a warehouse changed',
    weight: 14,
    payload: random => ({
      sku: random.pick(GOODS)[0],
      warehouse: random.pick(CITIES),
      before: random.integer(40, 90),
      after: random.integer(0, 39)
    })
  },
  {
    name: 'stock.low',
    group: 'Stock',
    description: 'An item is nearly sold out',
    weight: 3,
    payload: random => ({ sku: random.pick(GOODS)[0], warehouse: random.pick(CITIES), left: random.integer(0, 5) })
  },
  {
    name: 'user.signup',
    group: 'Users',
    description: 'A customer created an account',
    weight: 8,
    payload: (random, n) => ({ ...customer(random), plan: n % 3 === 0 ? 'pro' : 'free', country: random.pick(['DE', 'FR', 'PT', 'DK']) })
  },
  {
    name: 'user.updated',
    group: 'Users',
    description: 'A customer changed name, address or e-mail',
    weight: 6,
    payload: random => ({ ...customer(random), changed: [random.pick(['email', 'address', 'name'])] })
  }
]

/** A JSON Schema that a payload fits, with the payload as its example. */
export function schemaOf (example: Record<string, unknown>, title: string): object {
  return { ...shapeOf(example), title, required: Object.keys(example).slice(0, 2), examples: [example] }
}

function shapeOf (value: unknown): object {
  if (Array.isArray(value)) return { type: 'array', items: shapeOf(value[0]) }
  if (typeof value !== 'object' || value === null) return { type: typeof value === 'number' ? 'integer' : typeof value }
  return { type: 'object', properties: Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shapeOf(one)])) }
}
