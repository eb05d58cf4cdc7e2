import { readSecretFile } from './secret-file.js'

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>

/** A setting: its variable, its parser and its meaning. */
export interface Setting<T> {
  /** The name of the environment variable. */
  name: string
  /** The text that is parsed when the variable is not set; undefined: the setting then has no value. */
  default: string | undefined
  /** The default in the table of settings, where `default` does not show it. */
  shownDefault?: string
  meaning: string
  /** Throws an Error with the reason as its message. The message must not contain the value. */
  parse: (text: string) => T
  /** Whether an empty variable is a value, different from an unset one. */
  emptyIsValue?: boolean
  /** Whether the value may also be in the file that `<name>_FILE` names. */
  fromFile?: boolean
}

/** Returns the setting with its exact type, so that the type of its value is known. */
export function setting<T, S extends Setting<T>> (one: S & Setting<T>): S {
  return one
}

/**
 * The value of a setting in `env`, checked; undefined when it is not set and has no default. Throws an Error with the
 * reason as its message.
 */
export function readSetting (env: Env, one: Setting<unknown>): unknown {
  const fileName = one.fromFile === true ? env[`${one.name}_FILE`] : undefined
  if (fileName !== undefined && fileName !== '') {
    if (isSet(env, one)) throw new Error(`and ${one.name}_FILE are both given: keep one`)
    return one.parse(readSecretFile(fileName, `(from ${one.name}_FILE)`))
  }
  const text = isSet(env, one) ? env[one.name] : one.default
  return text === undefined ? undefined : one.parse(text)
}

/** Whether the setting has a value in `env`. */
export function isSet (env: Env, one: Pick<Setting<unknown>, 'name' | 'emptyIsValue'>): boolean {
  const text = env[one.name]
  return text !== undefined && (text !== '' || one.emptyIsValue === true)
}

/** Words as a meaning shows them. */
export function codes (words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ')
}
