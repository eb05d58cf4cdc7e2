import { ConfigError, type Config } from '../config.js'

type Explain = (config: Config, error: NodeJS.ErrnoException) => string

const UNUSABLE: Explain = ({ dataDir }, { code }) =>
  `The data directory ${dataDir} cannot be used (${code}): make it a directory that this user may write, or set another POSTHORN_DATA_DIR.`
const NO_ADDRESS: Explain = ({ host }) =>
  `HOST=${host} is not an address of this machine; 127.0.0.1 is for this machine alone, 0.0.0.0 for every network.`
const NO_DATABASE: Explain = (_config, { code, name }) =>
  `The database does not answer (${code ?? name}): check POSTHORN_DYNAMODB_ENDPOINT and that it runs.`
const NO_ACCESS: Explain = (_config, { name, message }) =>
  `The database refuses access (${name}): ${message}`

const LISTENING: Record<string, Explain> = {
  EADDRINUSE: ({ host, port }) => `Port ${port} on ${host} is taken by another process: stop that one, or set another PORT (0 picks a free one).`,
  EACCES: ({ port }) => `Port ${port} is reserved for administrators: set a PORT above 1023.`,
  EADDRNOTAVAIL: NO_ADDRESS,
  ENOTFOUND: NO_ADDRESS
}
const FILES: Record<string, Explain> = { EACCES: UNUSABLE, EPERM: UNUSABLE, EROFS: UNUSABLE, ENOTDIR: UNUSABLE, EEXIST: UNUSABLE, ENOSPC: UNUSABLE }
const DATABASE: Record<string, Explain> = {
  ECONNREFUSED: NO_DATABASE, ETIMEDOUT: NO_DATABASE, TimeoutError: NO_DATABASE, ENOTFOUND: NO_DATABASE,
  CredentialsProviderError: NO_ACCESS, AccessDeniedException: NO_ACCESS, UnrecognizedClientException: NO_ACCESS
}

/** Why a program cannot start, in words that say what to do; no stack, unless debugging is asked for. */
export function explain (error: unknown, config: Config | undefined): string {
  if (error instanceof ConfigError || !(error instanceof Error) || !config) return messageOf(error)
  const known = reasonFor(error)
  if (known) return known(config, error)
  const isDebugging = config.logLevel === 'debug' || config.logLevel === 'trace'
  return isDebugging && error.stack ? error.stack : error.message
}

function reasonFor (error: NodeJS.ErrnoException): Explain | undefined {
  const { code = '', syscall, name, path } = error
  if (syscall === 'listen' || (syscall === 'getaddrinfo' && !isFromSdk(error))) return LISTENING[code]
  if (path !== undefined && FILES[code]) return FILES[code]
  return DATABASE[code] ?? DATABASE[name]
}

const isFromSdk = (error: object) => '$metadata' in error

const messageOf = (error: unknown) => error instanceof Error ? error.message : String(error)
