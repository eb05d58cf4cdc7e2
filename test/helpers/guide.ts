import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A block of code in a guide: its language, the words after it, and what the page says that it prints. */
export interface Block { language: string, words: string[], code: string, prints: string | undefined }

/** The blocks of a page, in their order. A block of `text` is what the block before it prints. */
export function blocksOf (page: string): Block[] {
  const blocks: Block[] = []
  for (const [, info = '', code = ''] of page.matchAll(/^```([^\n]*)\n([^]*?)^```$/gm)) {
    const [language = '', ...words] = info.trim().split(/\s+/)
    if (language === 'text') blocks.at(-1)!.prints = code
    else blocks.push({ language, words, code, prints: undefined })
  }
  return blocks
}

/** Which lines of an expected output are missing in the real one, in order; `…` stands for anything in a line. */
export function missingIn (output: string, expected: string): string[] {
  let rest = output
  return expected.split('\n').filter(line => line.trim() !== '').filter(line => {
    const found = new RegExp(line.trim().split('…').map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')).exec(rest)
    if (found) rest = rest.slice(found.index + found[0].length)
    return !found
  })
}

export interface Shell {
  /** Runs commands; their output, both streams together, and their exit code. */
  run: (commands: string) => Promise<{ output: string, code: number }>
  close: () => void
}

/**
 * A shell as a reader has it: in a project of its own, where `npx posthorn` runs the program that was built in `dist`, and the package's
 * modules are the built ones.
 */
export function openShell (folder: string, dist: string, settings: Record<string, string>): Shell {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'npx'), `#!/bin/sh\nshift\nexec node ${join(dist, 'cli/posthorn.js')} "$@"\n`)
  chmodSync(join(bin, 'npx'), 0o755)
  const installed = join(folder, 'node_modules/posthorn')
  mkdirSync(installed, { recursive: true })
  symlinkSync(dist, join(installed, 'dist'))
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: object }
  writeFileSync(join(installed, 'package.json'), JSON.stringify({ name: 'posthorn', type: 'module', exports }))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'reader', private: true }))
  const env = { HOME: process.env.HOME, NO_COLOR: '1', ...settings, PATH: `${bin}${delimiter}${process.env.PATH}` }
  const child = spawn('bash', ['--norc'], { cwd: folder, env, stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  let output = ''
  let [look, ended] = [() => {}, () => {}]
  child.once('exit', () => ended())
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    look()
  })
  return {
    async run (commands) {
      output = ''
      child.stdin.write(`{\n${commands}\n} 2>&1 </dev/null\necho "::done:$?"\n`)
      const [all, code] = await new Promise<readonly [string, string]>((resolve, reject) => {
        ended = () => reject(new Error(`The shell ended: ${output}`))
        look = () => {
          const found = /^([^]*?)::done:(\d+)\n$/.exec(output)
          if (found) resolve([found[1]!, found[2]!])
        }
      })
      return { output: all, code: Number(code) }
    },
    close: () => {
      try {
        process.kill(-child.pid!, 'SIGKILL')
      } catch {
        // It has ended.
      }
    }
  }
}
