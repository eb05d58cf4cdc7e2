import { loadConfig } from '../../config.js'
import { misused } from '../shared/cli-failure.js'
import { mintToken } from '../client/local-server.js'
import { act, newCommand } from '../shared/new-command.js'

/** `posthorn token`: a token for the server that these settings describe. */
export const tokenCommand = () => newCommand('token', {
  says: 'Print a token of an organization for the server that these settings describe; it is valid for ten years.',
  group: 'Server',
  examples: [
    ['token', 'a token of org_default for the server whose data is in .posthorn'],
    ['token org_acme', 'one for another organization, which sees nothing of the first']
  ],
  notes: ['Run it where the server runs, or with the same POSTHORN_DATA_DIR or POSTHORN_JWT_SECRET.']
})
  .argument('[org]', "the organization: `org_` and letters, digits, '-' or '_'", 'org_default')
  .action(act(async orgId => {
    if (!/^org_[A-Za-z0-9_-]+$/.test(orgId)) throw misused("An organization's id is `org_` and letters, digits, `-` or `_`.")
    const { ORG_TOKEN_SECONDS } = await import('../../http/tokens.js')
    const token = await mintToken(loadConfig(), orgId, ORG_TOKEN_SECONDS)
    return { json: { token, orgId }, text: token }
  }))
