import { createHash, createHmac } from 'node:crypto'

/** What the AWS SDK's signer wants of a hash. */
export class Sha256 {
  readonly #hash
  constructor (secret?: string | Uint8Array) { this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret) }
  update (data: string | Uint8Array) { this.#hash.update(data) }
  async digest () { return this.#hash.digest() }
  reset () {}
}
