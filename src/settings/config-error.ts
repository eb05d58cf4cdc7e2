/** Lists all wrong settings, by name and reason, without their values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'

  constructor (readonly problems: readonly string[]) {
    super(`Wrong settings:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
  }
}
