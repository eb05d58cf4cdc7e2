/** Says every setting that is wrong, by name and reason; never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'

  constructor (readonly problems: readonly string[]) {
    super(`Wrong settings:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
  }
}
