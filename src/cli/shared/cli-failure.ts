/** What a command ends with. Scripts may rely on these numbers. */
export const EXIT = {
  /** It is done. */
  done: 0,
  /** It failed, or a check did: the message says what and why. */
  failed: 1,
  /** The command line or a setting is wrong: nothing was tried. */
  misused: 2,
  /** The server did not answer. */
  away: 3,
  /** The server refused the token. */
  refused: 4,
  /** Ended by Ctrl-C. */
  interrupted: 130
} as const

/** Why a command ends, in words that say what to do. `code` is for scripts, as in the API's errors. */
export class Failure extends Error {
  readonly exitCode: number
  readonly code: string

  constructor (message: string, { exitCode = EXIT.failed, code = 'failed' }: { exitCode?: number, code?: string } = {}) {
    super(message)
    this.exitCode = exitCode
    this.code = code
  }
}

/** A wrong command line or setting. */
export const misused = (message: string): Failure => new Failure(message, { exitCode: EXIT.misused, code: 'misused' })
