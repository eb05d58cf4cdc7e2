import { codes, setting } from './setting.js'
import * as parse from './setting-parsers.js'

const JWT_ALGORITHMS = ['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'EdDSA'] as const

/** The settings of the secrets: what signs tokens, and what encrypts stored secrets. */
export const secretSettings = {
  jwtSecret: setting({
    name: 'POSTHORN_JWT_SECRET', default: undefined, shownDefault: 'generated', parse: parse.secret, fromFile: true,
    meaning: 'Signs and verifies tokens: the secret of an HS algorithm, at least 16 characters, a PEM key for the others'
  }),
  jwtAlgorithm: setting({
    name: 'POSTHORN_JWT_ALGORITHM', default: 'HS256', parse: parse.oneOf(JWT_ALGORITHMS),
    meaning: `The algorithm of tokens: ${codes(JWT_ALGORITHMS)}`
  }),
  jwtSecretSecond: setting({
    name: 'POSTHORN_JWT_SECRET_SECOND', default: undefined, shownDefault: 'none', parse: parse.secret, fromFile: true,
    meaning: 'A second key, of the same algorithm, whose tokens are accepted too, while one key takes the place of the other'
  }),
  mainSecret: setting({
    name: 'POSTHORN_MAIN_SECRET', default: undefined, shownDefault: 'generated', parse: parse.secret, fromFile: true,
    meaning: 'Encrypts the secrets of endpoints; at least 16 characters'
  }),
  mainSecretSecond: setting({
    name: 'POSTHORN_MAIN_SECRET_SECOND', default: undefined, shownDefault: 'none', parse: parse.secret, fromFile: true,
    meaning: 'A second main secret that opens what it encrypted, while one takes the place of the other; ' +
      'the Node server encrypts all of that anew with the first one'
  }),
  jwtSecretParameter: setting({
    name: 'POSTHORN_JWT_SECRET_PARAMETER', default: undefined, shownDefault: 'none', parse: parse.text,
    meaning: 'The SSM parameter from which a Lambda function reads `POSTHORN_JWT_SECRET`; the parameter with `-second` at the end of ' +
      'its name, if there is one, has `POSTHORN_JWT_SECRET_SECOND`'
  }),
  mainSecretParameter: setting({
    name: 'POSTHORN_MAIN_SECRET_PARAMETER', default: undefined, shownDefault: 'none', parse: parse.text,
    meaning: 'The SSM parameter from which a Lambda function reads `POSTHORN_MAIN_SECRET`, and with `-second` its second one'
  })
}

interface Keys {
  jwtAlgorithm: string
  jwtSecret: string | undefined
  jwtSecretSecond: string | undefined
  jwtSecretParameter: string | undefined
}

/**
 * The problems of the key for tokens. An algorithm with key pairs cannot use a generated secret, and an invalid PEM key
 * must be noticed at the start, not at the first token.
 */
export function keyProblems ({ jwtAlgorithm, jwtSecret, jwtSecretSecond, jwtSecretParameter }: Keys): string[] {
  if (jwtAlgorithm.startsWith('HS')) return []
  const { name } = secretSettings.jwtSecret
  const kind = jwtAlgorithm === 'EdDSA' ? 'ed25519' : 'rsa'
  const isMissing = jwtSecret === undefined && !jwtSecretParameter
  const given = [[name, jwtSecret], [secretSettings.jwtSecretSecond.name, jwtSecretSecond]] as const
  const unfit = given.filter(([, key]) => key !== undefined && !parse.isPem(key, kind))
  return [
    ...isMissing ? [`${name} must be set: ${jwtAlgorithm} needs a PEM key`] : [],
    ...unfit.map(([one]) => `${one} must be a PEM key that fits ${jwtAlgorithm}`)
  ]
}
