import { randomUUID } from 'node:crypto'
import { signatureHeaders } from '../../delivery/sending/sign.js'
import { parseSecret, type SigningKey } from '../../lib/secret-encryption.js'
import { readInput } from '../client/input.js'
import { EXIT, misused } from '../shared/cli-failure.js'
import { act, newCommand } from '../shared/new-command.js'
import { isSigned } from '../shared/verify.js'

const GROUP = 'Signatures'
const BODY = 'the body: a file, or - for standard input'

/** `posthorn sign`. */
export const signCommand = () => newCommand('sign', {
  says: 'Sign a body by the rule of Standard Webhooks, and print the headers. Nothing is sent.',
  group: GROUP,
  examples: [
    ['sign --secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw body.json', 'as a delivery now'],
    ['sign --secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw --id msg_1 --timestamp 1700000000 - < body.json', 'the same each time']
  ]
})
  .argument('<body>', BODY)
  .requiredOption('--secret <secret>', 'whsec_… for HMAC, whsk_… for Ed25519')
  .option('--id <id>', "the message's id (default: a new one)")
  .option('--timestamp <seconds>', 'Unix time (default: now)')
  .action(act(async (body, { secret, id = `msg_${randomUUID()}`, timestamp }) => {
    const keys = [keyOf(secret)]
    const headers = signatureHeaders({ id, timestamp: secondsOf(timestamp), body: await readInput(body), keys, families: 'standard' })
    return { json: headers, text: Object.entries(headers).map(([name, value]) => `${name}: ${value}`).join('\n') }
  }))

/** `posthorn verify`. */
export const verifyCommand = () => newCommand('verify', {
  says: 'Verify the signature of a body by the rule of Standard Webhooks; exits with 1 when it is wrong.',
  group: GROUP,
  examples: [
    ['verify --secret whsec_… --id msg_1 --timestamp 1700000000 --signature v1,… body.json', 'what a receiver got'],
    ['verify … --tolerance 0 body.json', 'however old it is']
  ]
})
  .argument('<body>', BODY)
  .requiredOption('--secret <secret>', 'whsec_… for HMAC; whsk_… or whpk_… for Ed25519')
  .requiredOption('--id <id>', 'the header webhook-id')
  .requiredOption('--timestamp <seconds>', 'the header webhook-timestamp')
  .requiredOption('--signature <signatures>', 'the header webhook-signature')
  .option('--tolerance <seconds>', 'how far the timestamp may be from now; 0 for any', '300')
  .action(act(async (body, { secret, id, timestamp, signature, tolerance }) => {
    const seconds = secondsOf(timestamp)
    const apart = Math.abs(Date.now() / 1000 - seconds)
    const isOld = Number(tolerance) !== 0 && !(apart <= Number(tolerance))
    const isRight = isSigned(secret, { id, timestamp, signature }, await readInput(body))
    const reason = !isRight
      ? 'The signature does not fit: another secret, id or timestamp, or the body is not the bytes that were signed.'
      : isOld ? `The signature fits, but its timestamp is ${Math.round(apart)} s from now.` : 'The signature is right.'
    const isVerified = isRight && !isOld
    return { json: { verified: isVerified, reason }, text: reason, exitCode: isVerified ? EXIT.done : EXIT.failed }
  }))

function keyOf (secret: string): SigningKey {
  const key = parseSecret(secret)
  if (key === undefined) throw misused('--secret is not a secret such as whsec_… (base64 of 24 to 75 bytes) or whsk_….')
  return key
}

function secondsOf (text: string | undefined): number {
  const seconds = text === undefined ? Math.floor(Date.now() / 1000) : Number(text)
  if (!Number.isSafeInteger(seconds)) throw misused('--timestamp is Unix time in seconds.')
  return seconds
}
