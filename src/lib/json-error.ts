/** A body that is not acceptable JSON, with the path of the member at fault (empty: the whole body). */
export class JsonError extends Error {
  override readonly name = 'JsonError'

  constructor (message: string, readonly path: readonly string[] = []) {
    super(message)
  }
}
