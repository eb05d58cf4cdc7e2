/** A body that is not acceptable JSON, with the path of the wrong member (empty for the whole body). */
export class JsonError extends Error {
  override readonly name = 'JsonError'

  constructor (message: string, readonly path: readonly string[] = []) {
    super(message)
  }
}
