/** What is wrong with a file, in a sentence for its sender: reading it again would not help. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem'
}
