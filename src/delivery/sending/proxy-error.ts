interface About {
  code?: string
  /** The proxy itself fails, before it was asked for an endpoint: this says nothing about the endpoint. */
  isOurs?: boolean
  /** The endpoint may be reachable at another of its addresses. */
  isUnreachable?: boolean
}

/**
 * A failure of the proxy. The endpoint's owner reads the message unless the proxy itself fails (`isOurs`), so it
 * contains no addresses and no credentials.
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
