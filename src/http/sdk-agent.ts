/** What single SDKs can and cannot read, by the `user-agent` that they send (contract 5.2). */

interface Sdk { language: string, major: number, minor: number }

const AGENT = /^svix-libs\/(\d+)\.(\d+)\S*\/([a-z]+)/i
// They read every answer but a 204 as what their method returns; where it returns nothing, that fails.
const READ_ALL = new Set(['csharp', 'java', 'kotlin'])

function sdkOf (userAgent: string | undefined): Sdk | undefined {
  const [, major, minor, language] = AGENT.exec(userAgent ?? '') ?? []
  return language === undefined ? undefined : { language: language.toLowerCase(), major: Number(major), minor: Number(minor) }
}

/**
 * Whether an SDK fails at an answer with a body, since its method returns nothing;
 * `since` is the version from which on it does return something.
 */
export function needsEmptyAnswer (userAgent: string | undefined, since: readonly [number, number] = [Infinity, 0]): boolean {
  const sdk = sdkOf(userAgent)
  if (!sdk || !READ_ALL.has(sdk.language)) return false
  return sdk.major < since[0] || (sdk.major === since[0] && sdk.minor < since[1])
}

/** Whether an SDK fails at a list whose iterator is null. */
export const needsIterator = (userAgent: string | undefined): boolean => sdkOf(userAgent)?.language === 'php'
