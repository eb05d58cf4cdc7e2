import t from 'tap'
import { ownTime } from '../../src/lib/own-time.js'

t.test('Own time is the passed time on a free machine, the CPU time on a busy one, and at least a third of the passed time.', async t => {
  let [now, cpu] = [1000, 50]
  const spent = ownTime({ now: () => now, cpu: () => cpu })
  t.equal(spent(), 0)
  ;[now, cpu] = [1300, 950]
  t.equal(spent(), 300, 'several threads used more CPU time than passed')
  ;[now, cpu] = [1900, 550]
  t.equal(spent(), 500, 'the process waited for the CPU')
  ;[now, cpu] = [4000, 551]
  t.equal(spent(), 1000, 'the process had nearly no CPU')
})

t.test('The meters of this process run.', async t => {
  const spent = ownTime()
  const until = process.cpuUsage().user + 20_000
  while (process.cpuUsage().user < until) { /* uses CPU time */ }
  t.ok(spent() >= 19, `${spent()} ms`)
})
