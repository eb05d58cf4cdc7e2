import { loadConfig } from '../../config.js'
import { misused } from '../shared/cli-failure.js'
import { howCalled } from '../shared/how-called.js'
import { act, newCommand } from '../shared/new-command.js'

/** `posthorn backup`. What copies is loaded on demand: it needs the database. */
export const backupCommand = () => newCommand('backup', {
  says: 'Copy the data directory, also while its server runs: database, payloads, files, secrets, as they are at one instant.',
  group: 'Server',
  examples: [
    ['backup backups/2026-11-30', 'a folder that is a data directory; to restore it, start on a copy of it'],
    ['backup /mnt/elsewhere/posthorn --json', 'and how many items it holds, by table']
  ],
  notes: [`A server that starts on the copy holds its deliveries until \`posthorn go-on\`: nothing old reaches a customer by surprise.
Secrets that are given by settings are not in the copy: keep them apart. For tables in DynamoDB use the backups of DynamoDB.`]
})
  .argument('<folder>', 'a folder that is not there yet')
  .action(act(async folder => {
    const config = loadConfig()
    if (config.dynamodbEndpoint !== 'embedded') throw misused('The data is in DynamoDB: use its backups.')
    const { copyData } = await import('../../hosting/copy-data.js')
    const { items, hasSecrets } = await copyData(config, folder)
    const sum = Object.values(items).reduce((all, one) => all + one, 0)
    const secrets = hasSecrets ? '' : 'Its secrets are in your settings: without POSTHORN_MAIN_SECRET it cannot be used.\n'
    return {
      json: { folder, items, hasSecrets },
      text: `Copied ${sum} items into ${folder}.\n${secrets}` +
        `To restore it, copy the folder and start on the copy: POSTHORN_DATA_DIR=<copy> ${howCalled()} start`
    }
  }))
