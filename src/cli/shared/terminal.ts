import type { WriteStream } from 'node:tty'

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const

export type Style = keyof typeof STYLES

/** Text in a style; plain text where there are no colours. */
export type Paint = (style: Style, text: string) => string

/** Whether a stream shows colours and moves its cursor: a terminal, unless NO_COLOR or TERM say otherwise to Node. */
export const isLive = (stream: Partial<WriteStream>): boolean => stream.isTTY === true && stream.hasColors?.() === true

/** How to paint on a stream; a pipe gets plain text. */
export function paintFor (stream: Partial<WriteStream>): Paint {
  return isLive(stream) ? (style, text) => `\u001b[${STYLES[style]}m${text}\u001b[0m` : (_style, text) => text
}

const ESCAPE = '\\u001b\\[[0-9;]*m'

/** The columns that a text takes, its styles not counted; for text of narrow characters. */
export const widthOf = (text: string): number => [...text.replace(new RegExp(ESCAPE, 'g'), '')].length

/** The text filled up with spaces to a width. */
export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)))

/** The same on the left, for numbers. */
export const padLeft = (text: string, width: number): string => ' '.repeat(Math.max(0, width - widthOf(text))) + text

/** The text, cut with `…` to the width; styles are not cut. */
export function cut (text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let room = width - 1
  const parts = text.split(new RegExp(`(${ESCAPE})`)).map((part, index) => {
    if (index % 2 === 1) return part
    const kept = [...part].slice(0, Math.max(0, room))
    const isCut = room >= 0 && kept.length < [...part].length
    room = isCut ? -1 : room - kept.length
    return kept.join('') + (isCut ? '…' : '')
  })
  return parts.join('')
}
