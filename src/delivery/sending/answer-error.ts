import type { Failure } from '../../repositories/deliveries.js'

interface About {
  /** The connection was used before, and ended as soon as this request was written, with no byte of an answer. */
  isStale?: boolean
}

/** Why a connection gave no valid answer, in words for the endpoint's owner. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'
  readonly code = 'POSTHORN_ANSWER'
  readonly failure: Failure
  readonly isStale: boolean

  constructor (failure: Failure, message: string, { isStale = false }: About = {}) {
    super(message)
    this.failure = failure
    this.isStale = isStale
  }
}
