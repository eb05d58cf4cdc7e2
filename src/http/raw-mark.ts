/** JSON text cannot contain an unescaped control character, so this one marks where raw JSON begins and ends. */
export const MARK = '\u0001'

/** JSON text that is copied into an answer unchanged, for fields whose schema is RawJson. */
export const raw = (json: string) => MARK + json + MARK
