// The module `posthorn/testing`. Its types stand here as a whole, because the package carries the declarations of this file alone.

/** What a test may change. */
export interface PosthornOptions {
  /**
   * Settings by the names of their variables, as docs/settings.md lists them. They win over those of `startPosthorn`. The
   * environment of the process is not read.
   */
  settings?: Readonly<Record<string, string>>
  /** A directory that keeps the data after `stop`. Without it, the data is in memory. */
  dataDir?: string
}

/** A server that runs in this process. */
export interface RunningPosthorn {
  /** Such as `http://127.0.0.1:43211`; what an SDK takes as its server URL. */
  url: string
  /** A token of the organization `org_test`, valid for a day. */
  token: string
  /** A token of another organization, which sees nothing of the first: `org_` and letters, digits, '-' or '_'. */
  tokenOf: (organization: string) => Promise<string>
  /**
   * A receiver that keeps what arrives: an endpoint with this URL needs no code. GET shows the last 20 deliveries as JSON, the oldest
   * first; when none came since the last GET, it waits up to a second for one. DELETE empties it. Reading `inboxUrl` throws an Error where
   * the settings leave no inbox, such as another HOST.
   */
  readonly inboxUrl: string
  /** Takes no more requests, lets the deliveries under way end, and frees the port. A second call does nothing. */
  stop: () => Promise<void>
}

// Three retries within a second, and an endpoint that hangs delays `stop` by no more than three.
const SETTINGS = {
  PORT: '0',
  POSTHORN_RETRY_SCHEDULE: '50ms,100ms,500ms',
  POSTHORN_REQUEST_TIMEOUT: '3s',
  POSTHORN_LOG_LEVEL: 'silent'
}
const TOKEN_SECONDS = 24 * 3600

/**
 * Starts a server on a free port of loopback, in this process, with its data in memory and retries after 50, 100 and 500 ms. It is ready
 * when the promise resolves. Several can run at a time; they share nothing. Rejects with an Error that names a wrong setting.
 */
export async function startPosthorn ({ settings = {}, dataDir = ':memory:' }: PosthornOptions = {}): Promise<RunningPosthorn> {
  // Loaded now, so that a test that imports this module and starts nothing does not wait for it.
  const { loadConfig } = await import('../config.js')
  const { startServer } = await import('../server.js')
  const config = loadConfig({ ...SETTINGS, POSTHORN_DATA_DIR: dataDir, ...settings })
  const { url, tokens, inboxUrl, close } = await startServer(config)
  const tokenOf = async (organization: string) => {
    if (!/^org_[A-Za-z0-9_-]+$/.test(organization)) throw new TypeError("An organization is `org_` and letters, digits, '-' or '_'.")
    return await tokens.mint({ kind: 'org', orgId: organization }, TOKEN_SECONDS)
  }
  let stopping: Promise<void> | undefined
  return {
    url,
    token: await tokenOf('org_test'),
    tokenOf,
    get inboxUrl () {
      if (inboxUrl === undefined) throw new Error('There is no inbox: it needs a HOST on loopback that deliveries may reach.')
      return inboxUrl
    },
    stop: async () => await (stopping ??= close())
  }
}
