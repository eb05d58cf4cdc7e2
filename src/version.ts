/** The version of Posthorn, for its package and its User-Agent. */
export const VERSION = '0.1.0'

/** What a request of this version of Posthorn says that it is sent by. */
export const userAgentOf = (version: string) => `Posthorn/${version} (+https://www.standardwebhooks.com)`
