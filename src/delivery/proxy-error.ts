/** What a proxy refused or could not do. The message goes to the endpoint's owner and names neither addresses nor credentials. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError'

  constructor (message: string, readonly code = 'POSTHORN_PROXY') {
    super(message)
  }
}
