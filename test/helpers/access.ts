import { ACCESS } from '../../infra/access.js'
import type { Database } from '../../src/repositories/database.js'

const NAMES: Record<string, string> = {
  GetItem: 'Get', PutItem: 'Put', UpdateItem: 'Update', DeleteItem: 'Delete', BatchGetItem: 'BatchGet', BatchWriteItem: 'BatchWrite'
}

/**
 * The database for the role of a function in AWS: it refuses what infra/access.ts does not allow, as AWS does, and `refused` has these
 * calls. Transactions are allowed, since only the embedded database has them. `lacks`: a call that the role shall not have.
 */
export function asRoleOf (
  name: keyof typeof ACCESS, db: Database, { tell = () => {}, lacks }: { tell?: (call: string) => void, lacks?: string | undefined } = {}
): { db: Database, refused: Set<string> } {
  const tableOf = new Map(Object.entries(db.models).map(([table, { tableName }]) => [tableName, table]))
  const allowed = new Set(Object.entries(ACCESS[name].tables ?? {}).flatMap(([table, calls]) => calls.map(call => `${table} ${call}`)))
  const refused = new Set<string>()
  const call = (async (operation: string, input: { TableName?: string, IndexName?: string, RequestItems?: object }) => {
    const { TableName, IndexName, RequestItems = {} } = input
    const named = IndexName === undefined ? NAMES[operation] ?? operation : `${operation}:${IndexName}`
    for (const one of [TableName ?? [], ...Object.keys(RequestItems)].flat()) {
      const asked = `${tableOf.get(one)} ${named}`
      if (operation === 'TransactWriteItems' || (allowed.has(asked) && asked !== lacks)) continue
      refused.add(asked)
      tell(asked)
      throw Object.assign(new Error(`The role of ${name} does not allow ${asked}.`), { name: 'AccessDeniedException' })
    }
    return await db.call(operation as never, input as never)
  }) as typeof db.call
  return { db: { ...db, call }, refused }
}
