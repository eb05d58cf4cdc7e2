import { Argument } from '@commander-js/extra-typings'
import { loadConfig } from '../../config.js'
import { misused } from '../shared/cli-failure.js'
import { howCalled } from '../shared/how-called.js'
import { act, newCommand, type Outcome } from '../shared/new-command.js'

const WHICH = ['jwt', 'main'] as const
const PLACES = { settings: 'in the settings', file: 'in the data directory', nowhere: 'not there yet' }
const AFTER = {
  jwt: 'Tokens of the old secret are accepted too. When all who call have new ones',
  main: 'What was encrypted with the old secret is encrypted anew in the background. When the log says secrets.resealed, stop the server'
}

/** `posthorn secrets`. What it does is loaded on demand: it needs the database. */
export const secretsCommand = () => newCommand('secrets', {
  says: 'Show where the secrets are, give one a successor, or drop the old one.',
  group: 'Server',
  examples: [
    ['secrets check', 'where the secrets are, and whether an old one is still accepted; never a secret itself'],
    ['secrets rotate jwt', 'a new secret signs tokens from the next start on; tokens of the old one stay valid until it is dropped'],
    ['secrets rotate main', 'a new secret encrypts stored secrets from the next start on'],
    ['secrets drop main', 'the old one goes, if nothing is encrypted with it any more; the server is stopped for that']
  ],
  notes: [`It changes the secrets that a first start made, in POSTHORN_DATA_DIR. Secrets in settings are changed there: the new one into
POSTHORN_JWT_SECRET or POSTHORN_MAIN_SECRET, the old one into the same name with _SECOND. docs/operations.md has the steps.`]
})
  .addArgument(new Argument('[action]', 'what to do').choices(['check', 'rotate', 'drop'] as const).default('check' as const))
  .addArgument(new Argument('[which]', 'jwt signs tokens, main encrypts stored secrets').choices(WHICH))
  .action(act(async (action, which) => {
    if (action === 'check') return await check()
    if (which === undefined) throw misused(`Say which one: ${howCalled()} secrets ${action} jwt, or main.`)
    const { rotate, drop } = await import('../../hosting/rotate-secrets.js')
    await (action === 'rotate' ? rotate : drop)(loadConfig(), which)
    const text = action === 'drop'
      ? 'The old secret is dropped. A server that runs forgets it at its next start.'
      : `There is a new secret. Start the server again. ${AFTER[which]}, and run: ${howCalled()} secrets drop ${which}`
    return { json: { action, which }, text }
  }))

async function check (): Promise<Outcome> {
  const { stateOf } = await import('../../hosting/rotate-secrets.js')
  const config = loadConfig()
  const states = await Promise.all(WHICH.map(async which => [which, await stateOf(config, which)] as const))
  return {
    json: Object.fromEntries(states),
    text: states.map(([which, { place, hasSecond }]) =>
      `${which.padEnd(4)} ${PLACES[place]}${hasSecond ? ', and a second one is accepted' : ''}`).join('\n')
  }
}
