import { readSecretFile } from './secret-file.js'

/** Variables by their names. */
export type Env = Readonly<Record<string, string | undefined>>

/** One setting, where it is read and what it means. */
export interface Setting<T> {
  /** The environment variable. */
  name: string
  /** The text that is parsed when the variable is not set; undefined: there is no value then. */
  default: string | undefined
  /** What the table shows as the default when `default` does not say it. */
  shownDefault?: string
  meaning: string
  /** Throws an Error whose message is the reason; it must never contain the value. */
  parse: (text: string) => T
  /** Set but empty is a value of its own, not the same as unset. */
  emptyIsValue?: boolean
  /** May also be read from the file that `<name>_FILE` names. */
  fromFile?: boolean
}

/** Keeps what the parser returns in the type. */
export function setting<T, S extends Setting<T>> (one: S & Setting<T>): S {
  return one
}

/** Its value in `env`, checked; undefined when it is not set and has no default. Throws an Error whose message is the reason. */
export function readSetting (env: Env, one: Setting<unknown>): unknown {
  const fileName = one.fromFile === true ? env[`${one.name}_FILE`] : undefined
  if (fileName !== undefined && fileName !== '') {
    if (isSet(env, one)) throw new Error(`and ${one.name}_FILE are both given: keep one`)
    return one.parse(readSecretFile(fileName, `(from ${one.name}_FILE)`))
  }
  const text = isSet(env, one) ? env[one.name] : one.default
  return text === undefined ? undefined : one.parse(text)
}

/** Whether `env` gives it a value. */
export function isSet (env: Env, one: Pick<Setting<unknown>, 'name' | 'emptyIsValue'>): boolean {
  const text = env[one.name]
  return text !== undefined && (text !== '' || one.emptyIsValue === true)
}
