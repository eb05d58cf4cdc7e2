import { loadConfig, loadTargetConfig } from '../../config.js'
import { openProgress } from '../client/progress.js'
import { misused } from '../shared/cli-failure.js'
import { howCalled } from '../shared/how-called.js'
import { act, newCommand } from '../shared/new-command.js'

/** `posthorn move`. What copies is loaded on demand: it needs the database. */
export const moveCommand = () => newCommand('move', {
  says: 'Copy everything from the embedded database into DynamoDB, and count both; the server is stopped for that.',
  group: 'Server',
  examples: [
    ['move --to aws', 'into DynamoDB, by the usual AWS credentials and region; tables posthorn-*, which are created'],
    ['move --to http://127.0.0.1:8000 --prefix hooks- --json', 'into a compatible database, and how many items each table has']
  ],
  notes: [`The data directory stays as it is. The command can be repeated until deliveries go on: it copies all again. A server that starts
on the copy holds its deliveries until \`posthorn go-on\`. It needs the same secrets. Large payloads and files to import go into the table,
or into the buckets of POSTHORN_BLOB_BUCKET and POSTHORN_UPLOAD_BUCKET. docs/operations.md has the whole way.`]
})
  .requiredOption('--to <dynamodb>', 'aws, or the URL of a DynamoDB')
  .option('--prefix <prefix>', 'how the names of its tables begin', 'posthorn-')
  .action(act(async ({ to, prefix }) => {
    const config = loadConfig()
    if (config.dynamodbEndpoint !== 'embedded') {
      throw misused('The data is in DynamoDB already: without POSTHORN_DYNAMODB_ENDPOINT, it is that of the data directory.')
    }
    if (to === 'embedded') throw misused('--to is aws, or the URL of a DynamoDB.')
    const { moveData } = await import('../../hosting/move-data.js')
    const progress = openProgress()
    const moved = await moveData(config, loadTargetConfig(to, prefix), (table, items) => progress.show(`${table}: ${items} items`))
      .finally(() => progress.end())
    const sum = Object.values(moved.items).reduce((all, one) => all + one, 0)
    const isKept = config.mainSecret === undefined || config.jwtSecret === undefined
    const secrets = isKept ? `${config.dataDir}/secrets.json` : 'your settings'
    const lost = moved.missing === 0 ? [] : [`Payloads of ${moved.missing} messages are not in ${config.dataDir}; these have none.`]
    return {
      json: { to, prefix, ...moved, secrets },
      text: [
        `Copied ${sum} items, ${moved.payloads} payloads and ${moved.files} files into ${prefix}*; all tables have as many as here.`,
        ...lost,
        `The new server needs the same secrets, which are in ${secrets}: POSTHORN_JWT_SECRET and POSTHORN_MAIN_SECRET.`,
        `Start it with POSTHORN_DYNAMODB_ENDPOINT=${to} POSTHORN_TABLE_PREFIX=${prefix}, and no more on the data directory.`,
        `It holds its deliveries until you say: ${howCalled()} go-on`
      ].join('\n')
    }
  }))
