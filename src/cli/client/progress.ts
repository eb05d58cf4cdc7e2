import { isLive } from '../shared/terminal.js'

/** Shows how far something is: in a terminal one line that changes, in a pipe a line when it says something new. On standard error. */
export function openProgress (stream: NodeJS.WriteStream = process.stderr) {
  const live = isLive(stream)
  let last = ''
  return {
    show (text: string): void {
      if (text === last) return
      last = text
      stream.write(live ? `\r\u001b[K${text}` : `${text}\n`)
    },
    end (): void {
      if (live && last !== '') stream.write('\n')
    }
  }
}

/** Says `text` on Ctrl-C before the process ends with 130; returns how to take that back. */
export function onInterrupt (text: () => string): () => void {
  const say = () => {
    process.stderr.write(`\n${text()}\n`)
    process.exit(130)
  }
  process.once('SIGINT', say)
  return () => { process.off('SIGINT', say) }
}

export const pause = async (ms: number): Promise<void> => await new Promise(resolve => setTimeout(resolve, ms))
