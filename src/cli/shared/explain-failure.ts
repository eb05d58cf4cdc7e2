import type { Config } from '../../config.js'
import { ConfigError } from '../../settings/config-error.js'

type Explain = (config: Config, error: NodeJS.ErrnoException) => string

const UNUSABLE: Explain = ({ dataDir }, { code }) =>
  `The data directory ${dataDir} cannot be used (${code}): make it a directory that this user may write, or set another POSTHORN_DATA_DIR.`
const NO_ADDRESS: Explain = ({ host }) =>
  `HOST=${host} is not an address of this machine; 127.0.0.1 is for this machine alone, 0.0.0.0 for every network.`
const NO_DATABASE: Explain = ({ dynamodbEndpoint }, { code, name }) => dynamodbEndpoint === 'aws'
  ? `DynamoDB does not answer (${code ?? name}): check AWS_REGION and that this machine reaches AWS.`
  : `The database does not answer (${code ?? name}): check POSTHORN_DYNAMODB_ENDPOINT and that it runs.`
const NO_ACCESS: Explain = (_config, { name, message }) =>
  `The database refuses access (${name}): ${message}`

const WRONG_CREDENTIALS = ({ name, message }: Error) =>
  `AWS does not take these credentials (${name}: ${message}): look whether they are complete, have expired, and are for this region.`

const NO_REGION = () =>
  'The region of AWS is not known: set AWS_REGION, such as AWS_REGION=eu-central-1, or a region in the profile that AWS_PROFILE names.'
const NO_CREDENTIALS = ({ message }: Error) =>
  'AWS cannot be asked without credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE (`aws configure` and ' +
  `\`aws sso login\` make one), or give this machine a role. (${message})`

const NO_BUILD: Explain = () =>
  `Its database has no build for this machine (${process.platform} ${process.arch}, Node ${process.versions.node}) in node_modules, ` +
  'which was installed on another machine, or without optional packages. Install it anew: rm -rf node_modules && npm install'

const LISTENING: Record<string, Explain> = {
  EADDRINUSE: ({ host, port }) =>
    `Port ${port} on ${host} is taken by another process: stop that one, or set another PORT (0 picks a free one).`,
  EACCES: ({ port }) => `Port ${port} is reserved for administrators: set a PORT above 1023.`,
  EADDRNOTAVAIL: NO_ADDRESS,
  ENOTFOUND: NO_ADDRESS
}
const FILES: Record<string, Explain> = {
  EACCES: UNUSABLE, EPERM: UNUSABLE, EROFS: UNUSABLE, ENOTDIR: UNUSABLE, EEXIST: UNUSABLE, ENOSPC: UNUSABLE,
  ENOENT: UNUSABLE, ENAMETOOLONG: UNUSABLE, ELOOP: UNUSABLE, EINVAL: UNUSABLE, EIO: UNUSABLE, EDQUOT: UNUSABLE, ENOTSUP: UNUSABLE
}
const OF_AWS: Record<string, (error: Error) => string> = {
  CredentialsProviderError: NO_CREDENTIALS,
  UnrecognizedClientException: WRONG_CREDENTIALS, InvalidSignatureException: WRONG_CREDENTIALS, ExpiredTokenException: WRONG_CREDENTIALS
}
const DATABASE: Record<string, Explain> = {
  ECONNREFUSED: NO_DATABASE, ETIMEDOUT: NO_DATABASE, TimeoutError: NO_DATABASE, ENOTFOUND: NO_DATABASE, AccessDeniedException: NO_ACCESS
}
const AWAY = new Set(['ECONNREFUSED', 'ETIMEDOUT', 'TimeoutError', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN'])

/** Why a program cannot start, and what to do; without a stack, unless debugging is on. */
export function explain (error: unknown, config: Config | undefined): string {
  if (error instanceof ConfigError || !(error instanceof Error) || !config) return messageOf(error)
  const known = reasonFor(error)
  if (known) return known(config, error)
  const isDebugging = config.logLevel === 'debug' || config.logLevel === 'trace'
  return isDebugging && error.stack ? error.stack : error.message
}

/** Why a command cannot ask AWS, or a store with its protocol, and what to do; undefined for any other error. */
export function explainAws (error: NodeJS.ErrnoException & { address?: string, port?: number, hostname?: string }): string | undefined {
  const { name, message, code = '' } = error
  if (isRegionMissing(message)) return NO_REGION()
  if (OF_AWS[name]) return OF_AWS[name](error)
  if (!isOfAws(error) || !(AWAY.has(code) || AWAY.has(name))) return undefined
  const where = error.hostname ?? (error.address === undefined ? 'The service' : `${error.address}:${error.port}`)
  return `${where} does not answer (${code || name}): look at AWS_REGION, at the URL where one was given (--to, AWS_ENDPOINT_URL, ` +
    'POSTHORN_DYNAMODB_ENDPOINT), and whether this machine reaches it.'
}

function reasonFor (error: NodeJS.ErrnoException): Explain | undefined {
  const { code = '', syscall, name, path, message } = error
  if (syscall === 'listen' || (syscall === 'getaddrinfo' && !isOfAws(error))) return LISTENING[code]
  if (code === 'ERR_DLOPEN_FAILED' || /^No native build was found|^Cannot find package 'lmdb'/.test(message)) return NO_BUILD
  if (isRegionMissing(message)) return NO_REGION
  if (path !== undefined && FILES[code]) return FILES[code]
  const ofAws = OF_AWS[name]
  return ofAws === undefined ? DATABASE[code] ?? DATABASE[name] : () => ofAws(error)
}

const isRegionMissing = (message: string) => /region is missing/i.test(message)

// Calls to AWS say how often they were tried.
const isOfAws = (error: object) => 'attempts' in error

const messageOf = (error: unknown) => error instanceof Error ? error.message : String(error)
