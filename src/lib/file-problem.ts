/** Why a file cannot be read, as a sentence for its sender. Reading it again would not help. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem'
}
