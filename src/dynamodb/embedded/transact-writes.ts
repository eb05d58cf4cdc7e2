import type { Operations } from '../call.js'
import { isMet, putChange } from './item-writes.js'
import { named, refuse } from './refusals.js'
import { changeRow, type Context } from './row-changes.js'
import type { Transaction } from './store.js'

type Input = Operations['TransactWriteItems']['input']
type Output = Operations['TransactWriteItems']['output']

// DynamoDB's limit of a transaction.
const MOST_WRITTEN = 100

/** Stores several items in one transaction. Only puts are supported. */
export function transactWriteItems (context: Context, { TransactItems: writes = [] }: Input, transaction: Transaction): Output {
  if (writes.length === 0 || writes.length > MOST_WRITTEN) refuse(`A transaction has 1 to ${MOST_WRITTEN} writes, not ${writes.length}.`)
  const puts = writes.map(({ Put }) => Put ?? refuse('In a transaction only Put is known to the embedded database.'))
  const changes = puts.map(put => putChange(context, put, transaction))
  if (new Set(changes.map(({ key }) => key)).size < changes.length) {
    refuse('Transaction request cannot include multiple operations on one item')
  }
  const reasons = puts.map((put, at) => ({ Code: isMet(put, changes[at]!.before) ? 'None' : 'ConditionalCheckFailed' }))
  if (reasons.some(({ Code }) => Code !== 'None')) {
    const codes = reasons.map(({ Code }) => Code).join(', ')
    const said = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`
    throw Object.assign(named('TransactionCanceledException', said), { CancellationReasons: reasons })
  }
  for (const change of changes) changeRow(context, transaction, change)
  return {}
}
