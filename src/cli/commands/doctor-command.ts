import { loadConfig } from '../../config.js'
import { isHealthy } from '../doctor/finding.js'
import { checkedOptions, doctorOptions } from '../doctor/options.js'
import { jsonOf, listOf } from '../doctor/report.js'
import { EXIT } from '../shared/cli-failure.js'
import { act } from '../shared/new-command.js'

/** `posthorn doctor`: looks at a deployment or the local server, and says what is wrong and what to do. */
export const doctorCommand = () => doctorOptions().action(act(async values => {
  const options = checkedOptions(values)
  const config = loadConfig()
  // What the canary made is still cleared away; once more stops at once.
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort(new Error('interrupted')))
  // The AWS SDK is loaded once the settings are: they silence its notice about versions of Node.
  const { examine } = await import('../doctor/examine.js')
  const report = await examine(options, config, stop.signal)
  return {
    json: jsonOf(report),
    text: paint => listOf(report, paint),
    exitCode: isHealthy(report.findings) ? EXIT.done : EXIT.failed
  }
}))
