/** A control character cannot stand unescaped in JSON text, so it marks where raw JSON begins and ends. */
export const MARK = '\u0001'

/** JSON text that goes into an answer as it is; for fields whose schema is RawJson. */
export const raw = (json: string) => MARK + json + MARK
