/** Limits of single SDKs, recognized by the `user-agent` that they send (contract 5.2). */

interface Sdk { language: string, major: number, minor: number }

const AGENT = /^svix-libs\/(\d+)\.(\d+)\S*\/([a-z]+)/i
// These SDKs parse every answer except a 204 as the method's return value, and fail where the method returns nothing.
const READ_ALL = new Set(['csharp', 'java', 'kotlin'])

function sdkOf (userAgent: string | undefined): Sdk | undefined {
  const [, major, minor, language] = AGENT.exec(userAgent ?? '') ?? []
  return language === undefined ? undefined : { language: language.toLowerCase(), major: Number(major), minor: Number(minor) }
}

/**
 * Whether an SDK fails when an answer has a body, because its method returns nothing. `since`: the version from which
 * on the method returns a value.
 */
export function needsEmptyAnswer (userAgent: string | undefined, since: readonly [number, number] = [Infinity, 0]): boolean {
  const sdk = sdkOf(userAgent)
  if (!sdk || !READ_ALL.has(sdk.language)) return false
  return sdk.major < since[0] || (sdk.major === since[0] && sdk.minor < since[1])
}

/** Whether an SDK fails when the iterator of a list is null. */
export const needsIterator = (userAgent: string | undefined): boolean => sdkOf(userAgent)?.language === 'php'
