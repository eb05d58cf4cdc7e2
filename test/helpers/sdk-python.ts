import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'

/** The Python SDK, as `.ci/sdk-python.sh` installs it. */

export const PROGRAM = '.cache/sdk-python-2.9.1/bin/python'

/** The reason why it cannot be used here; false if it can. */
export const python = { missing: existsSync(PROGRAM) ? false : 'there is no Python SDK: .ci/sdk-python.sh fetches it' } as const

interface Told { name: string, method: string, path: string, status: number, text: string }

/** The errors of the Python SDK's models for these answers. */
export async function checkByPython (answers: readonly Told[]): Promise<Array<{ name: string, problem: string | null }>> {
  return await run('answers', answers) as Array<{ name: string, problem: string | null }>
}

/** Every operation that the Python SDK can call, such as `endpoint.rotate_secret`. */
export async function methodsByPython (): Promise<Array<{ name: string, method: string, path: string, query: string[], body: string[] }>> {
  return await run('methods', []) as Array<{ name: string, method: string, path: string, query: string[], body: string[] }>
}

async function run (what: string, input: unknown): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    const child = execFile(PROGRAM, ['test/helpers/sdk-python.py', what], { maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      if (error) reject(error)
      else resolve(JSON.parse(stdout))
    })
    child.stdin!.end(JSON.stringify(input))
  })
}
