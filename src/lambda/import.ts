import type { Context } from 'aws-lambda'
import type { Imports } from '../delivery/imports.js'
import { openImports } from '../imports.js'
import { invoked, lazyHost } from './host.js'
import { importRecords } from './import-records.js'
import type { BatchAnswer } from './records.js'

// A batch, the position and the answer have to be done before the function is ended.
const MARGIN_MS = 15_000

const host = lazyHost({ name: 'import' })
let imports: Imports | undefined

/** Imports the uploaded files that the entries of a queue tell of, as far as its time goes; the rest goes on with the next invocation. */
export const handler = async (event: unknown, context: Context): Promise<BatchAnswer> => await invoked(host, context, async ({ engine, endsAt }) => {
  imports ??= openImports(engine.config, { serverless: true })
  if (!imports) throw new Error('POSTHORN_UPLOAD_BUCKET is not set: this function has nothing to import from.')
  return await importRecords({ ...engine, imports }, event, () => engine.clock.now() < endsAt - MARGIN_MS)
})
