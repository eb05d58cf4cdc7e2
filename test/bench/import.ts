// An import of an environment with thousands of event types, and its effect on other requests. Run: npm run bench:import
import { setTimeout as pause } from 'node:timers/promises'
import { readWords } from '../helpers/command-line.js'
import { median } from './measure.js'
import { startHost } from './load/hosts.js'

const USAGE = 'npm run bench:import -- [event types]\n\n  Imports so many event types (3000 unless told) into the built server, while a neighbour pings it.\n'
const [count = '3000'] = readWords({ usage: USAGE, words: 1 })
const PAUSE_MS = 5

const { url, token, stop } = await startHost('posthorn')

async function importTypes (round: number, types: number): Promise<void> {
  const eventTypes = Array.from({ length: types }, (_, n) => ({ name: `many.${n}`, description: `round ${round}` }))
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const { status } = await fetch(`${url}/api/v1/environment/import`, { method: 'POST', headers, body: JSON.stringify({ eventTypes }) })
  if (status !== 204) throw new Error(`The import was answered with ${status}.`)
}

/** The duration of an import, and the slowest ping during it, ms. */
async function measure (round: number): Promise<{ took: number, longest: number }> {
  const state = { isOver: false }
  const began = performance.now()
  const running = importTypes(round, Number(count)).finally(() => { state.isOver = true })
  let longest = 0
  while (!state.isOver) {
    const asked = performance.now()
    await (await fetch(`${url}/api/v1/health/ping`)).text()
    longest = Math.max(longest, performance.now() - asked)
    await pause(PAUSE_MS)
  }
  await running
  return { took: performance.now() - began, longest }
}

const rounds = []
await importTypes(0, 1)
for (let round = 1; round <= 3; round++) rounds.push(await measure(round))
await stop()
const of = (values: number[]) => `${Math.round(median(values))} ms (${values.map(value => Math.round(value)).join(', ')})`
console.log(`${count} event types: ${of(rounds.map(({ took }) => took))}; longest ping ${of(rounds.map(({ longest }) => longest))}`)
