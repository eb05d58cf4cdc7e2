import { loadConfig } from '../config.js'
import { isHealthy } from './doctor/finding.js'
import { parseOptions, USAGE } from './doctor/options.js'
import { nodeProblem } from './shared/node-version.js'
import { jsonOf, listOf } from './doctor/report.js'
import { paintFor } from './shared/terminal.js'

// The entry of `npm run doctor`: looks at a deployment or the local server, and says what is wrong and what to do.

const FAILED = 1
const MISUSED = 2

async function main (): Promise<void> {
  const problem = nodeProblem(process.versions.node)
  if (problem) throw new Error(problem)
  const options = parseOptions(process.argv.slice(2))
  if (options.help) {
    process.stdout.write(USAGE)
    return
  }
  const config = loadConfig()
  // What the canary made is still cleared away; once more stops at once.
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort(new Error('interrupted')))
  // The AWS SDK is loaded once the settings are: they silence its notice about versions of Node.
  const { examine } = await import('./doctor/examine.js')
  const report = await examine(options, config, stop.signal)
  process.stdout.write(options.json ? jsonOf(report) : listOf(report, paintFor(process.stdout)))
  process.exitCode = isHealthy(report.findings) ? 0 : FAILED
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = MISUSED
})
