import { createInterface } from 'node:readline/promises'
import type { Stage } from './stages.js'

const NOTHING = 'Nothing was done.'

/** Asks for the stage's name before it is destroyed. Throws for any other answer, for Ctrl-C or Ctrl-D, and without a terminal. */
export async function confirmDestroy ({ name, keepsData }: Stage): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new Error(`destroy asks for the name of the stage, and this is no terminal. ${NOTHING} To go on: add --yes.`)
  }
  const what = keepsData ? `takes the API of stage ${name} away and keeps its data` : `deletes stage ${name} and everything in it`
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  // Ctrl-C and Ctrl-D close the terminal, and leave the question open.
  const closed = new Promise<string>(resolve => terminal.once('close', () => { resolve('') }))
  terminal.once('SIGINT', () => { terminal.close() })
  const answer = await Promise.race([terminal.question(`This ${what}. Its name, to go on: `).catch(() => ''), closed])
  terminal.close()
  if (answer.trim() !== name) throw new Error(NOTHING)
}
