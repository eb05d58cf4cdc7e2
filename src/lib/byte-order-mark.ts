/** What some programs write at the beginning of a UTF-8 text, and leave in the middle where they join two. */
export const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** A text without the marks that it begins with. */
export const withoutMarks = (text: string) => text.replace(/^\ufeff+/, '')
