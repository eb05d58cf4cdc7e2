interface About {
  code?: string
  /** The proxy itself is in trouble, before it was asked for any endpoint: this says nothing about the endpoint. */
  isOurs?: boolean
  /** Another address of the same endpoint may be reached. */
  isUnreachable?: boolean
}

/**
 * A failure of the proxy. The message names neither addresses nor credentials, because the endpoint's owner reads it unless
 * the proxy itself is in trouble (`isOurs`).
 */
export class ProxyError extends Error {
  override readonly name = 'ProxyError'
  readonly code: string
  readonly isOurs: boolean
  readonly isUnreachable: boolean

  constructor (message: string, { code = 'POSTHORN_PROXY', isOurs = false, isUnreachable = false }: About = {}) {
    super(message)
    this.code = code
    this.isOurs = isOurs
    this.isUnreachable = isUnreachable
  }
}
