import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { PROGRAM, python } from './sdk-python.js'

/** SDKs in other languages that poll a server. Their programs make the same calls and print the same JSON. */

const JAVA = '.cache/sdk-java-1.99.1'

const java = existsSync(JAVA)
  ? spawnSync('javac', ['--version']).status !== 0 && 'there is no JDK'
  : 'there is no Java SDK: .ci/sdk-java.sh fetches it'

/** The SDKs, each with its command and the reason why it cannot be used here; false if it can. */
export const POLLING_SDKS = [
  { name: 'Python', missing: python.missing, command: [PROGRAM, 'test/helpers/sdk-polling.py'] },
  { name: 'Java', missing: java, command: ['java', '-cp', `${JAVA}/*`, 'test/helpers/SdkPolling.java'] }
]

/** Ids of the messages that each call gave, and the statuses of the calls that must fail. */
export interface Polled {
  poll: string[]
  payload: unknown
  end: [string[], boolean]
  filtered: string[]
  first: string[]
  following: string[]
  afterSeek: string[]
  late: number
  leased: string[]
  afterCommit: string[]
  forbidden: number
}

type Where = [url: string, token: string, app: string, sink: string]

/** Runs the program of an SDK with a server's URL, a poll token, an application and a polling endpoint; rejects with its errors. */
export async function pollBySdk ([program, ...args]: string[], where: Where): Promise<Polled> {
  return await new Promise((resolve, reject) => {
    execFile(program!, [...args, ...where], (error, stdout, stderr) => {
      if (error) reject(new Error(stderr))
      else resolve(JSON.parse(stdout))
    })
  })
}
