import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { newSecret } from '../../hosting/first-start.js'
import { Failure } from '../shared/cli-failure.js'

/**
 * A new random secret of the same kind: 32 bytes, or for a private key in PEM a private key of the same algorithm and size. Throws a
 * Failure for a public key.
 */
export function newSecretLike (secret: string): string {
  if (!secret.includes('-----BEGIN')) return newSecret()
  if (!secret.includes('PRIVATE KEY')) {
    throw new Failure('The parameter holds a public key, whose private key is elsewhere. Make a new pair there, put its public key into ' +
      'the parameter with -second at the end of its name, and run secrets restart. Exchange the two when tokens of the new key are used.')
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPrivateKey(secret)
  const { privateKey } = type === 'ed25519'
    ? generateKeyPairSync('ed25519')
    : generateKeyPairSync('rsa', { modulusLength: details?.modulusLength ?? 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
}
