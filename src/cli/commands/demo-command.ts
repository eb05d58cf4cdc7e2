import { act, newCommand } from '../shared/new-command.js'

/** `posthorn demo`. */
export const demoCommand = () => newCommand('demo', {
  says: 'Show deliveries, retries and signatures in some seconds: in one process, in memory, on loopback alone.',
  group: 'Server',
  examples: [['demo', 'watch five messages go to four endpoints']]
}).action(act(async ({ json = false }) => {
  const { playDemo } = await import('../demo/show.js')
  return await playDemo(json)
}))
