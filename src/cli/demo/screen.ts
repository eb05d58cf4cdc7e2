import type { WriteStream } from 'node:tty'
import { cut, isLive, paintFor, type Paint } from '../shared/terminal.js'

export interface Screen {
  paint: Paint
  /** Whether there is a panel. */
  isLive: boolean
  /** A symbol before a word, where there are colours; the word alone says the same. */
  mark: (symbol: string) => string
  /** A line of the running account. */
  line: (text: string) => void
  /** What stands below the account and changes; nothing where lines cannot be taken back. */
  panel: (lines: readonly string[]) => void
}

const DEFAULT_COLUMNS = 80

/** A terminal with a panel that stays below what scrolls; a pipe gets the lines alone. */
export function openScreen (stream: Partial<WriteStream> & Pick<WriteStream, 'write'>): Screen {
  const live = isLive(stream)
  let panel: string[] = []
  // A line that wraps would be two, and taking the panel back would miss one.
  const fit = (text: string) => live ? cut(text, (stream.columns ?? DEFAULT_COLUMNS) - 1) : text.trimEnd()
  const back = () => panel.length > 0 ? `\u001b[${panel.length}A\u001b[J` : ''
  const shown = () => panel.map(text => `${text}\n`).join('')

  return {
    paint: paintFor(stream),
    isLive: live,
    mark: symbol => live ? `${symbol} ` : '',
    line: text => { stream.write(`${back()}${fit(text)}\n${shown()}`) },
    panel (lines) {
      if (!live) return
      const before = back()
      panel = lines.map(fit)
      stream.write(before + shown())
    }
  }
}

/** A screen that shows nothing. */
export const silentScreen: Screen = { paint: (_style, text) => text, isLive: false, mark: () => '', line: () => {}, panel: () => {} }
