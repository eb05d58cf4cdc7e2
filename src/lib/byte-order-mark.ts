/** The UTF-8 byte order mark. Some programs write it at the beginning of a text, and leave it in the middle when they join two. */
export const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** The text without byte order marks at its beginning. */
export const withoutMarks = (text: string) => text.replace(/^\ufeff+/, '')
