import { loadConfig } from '../../config.js'
import { EXIT } from '../shared/cli-failure.js'
import { howCalled } from '../shared/how-called.js'
import type { Outcome } from '../shared/new-command.js'
import { attemptedLine, sentLine, durationText, panelOf } from './account.js'
import { ROLES } from './receiver.js'
import { openScreen, silentScreen, type Screen } from './screen.js'
import type { LogLine, Stage } from './stage.js'
import { createStory, type Story } from './story.js'
import { readRows, tableOf } from './summary.js'

// The product in some seconds, in one process, in memory, on loopback alone.

const EVENT_TYPES = ['invoice.paid', 'user.created', 'order.shipped', 'invoice.voided', 'user.deleted']
const SCHEDULE = ['300ms', '700ms', '1500ms']
const PAUSE_MS = 600
const WITHIN_MS = 20_000

const pause = async (ms: number) => await new Promise<void>(resolve => setTimeout(resolve, ms))

/** Plays the demo on standard output, or in silence when its figures are wanted as JSON; the exit code says whether all settled. */
export async function playDemo (isSilent: boolean): Promise<Outcome> {
  const screen = isSilent ? silentScreen : openScreen(process.stdout)
  const story = createStory()
  let tell = (_line: LogLine) => {}
  const config = loadConfig({ PORT: '0', POSTHORN_DATA_DIR: ':memory:', POSTHORN_RETRY_SCHEDULE: SCHEDULE.join() })
  // After the settings: they still the SDK's notice, which it gives when it is loaded.
  const { setStage } = await import('./stage.js')
  const stage = await setStage(config, line => tell(line))
  const startedAt = Date.now()
  const show = { screen, story, stage, startedAt }
  tell = narrator(show)
  introduce(screen, stage)
  const msgIds = await sendAll(show)
  const isDone = await untilSettled(story, startedAt)
  const deliveries = await conclude(show, msgIds, isDone)
  await stage.close()
  return { json: { settled: isDone, endpoints: deliveries }, text: '', exitCode: isDone ? EXIT.done : EXIT.failed }
}

interface Show { screen: Screen, story: Story, stage: Stage, startedAt: number }

function introduce ({ line, paint, isLive }: Screen, { url }: Stage): void {
  line('')
  line(`  ${paint('bold', 'Posthorn demo')} ${paint('dim', `in memory, at ${url}`)}`)
  line(`  ${EVENT_TYPES.length} messages to ${ROLES.length} endpoints; the retries are sped up: ${SCHEDULE.join(', ')}`)
  line('')
  if (isLive) return
  for (const { name, about } of ROLES) line(`    ${paint('bold', name.padEnd(8))} ${about}`)
  line('')
}

/** Shows every attempt as the server logs it, with what the receiver says of its signature. */
function narrator ({ screen, story, stage, startedAt }: Show): (line: LogLine) => void {
  const names = new Map([...stage.endpoints].map(([name, id]) => [id, name]))
  return line => {
    const told = story.hear(line)
    if (!told) return
    const now = Date.now()
    const name = names.get(told.endpointId)!
    const verified = stage.receiver.signatures(name, told.msgId)[told.attempt - 1]
    screen.line(attemptedLine(screen, { told, name, at: now - startedAt, now, verified }))
    drawPanel({ screen, story, stage, startedAt })
  }
}

function drawPanel ({ screen, story, stage }: Show): void {
  screen.panel(panelOf(screen.paint, { story, endpoints: stage.endpoints, messages: EVENT_TYPES.length }))
}

async function sendAll (show: Show): Promise<string[]> {
  const { screen, stage, startedAt } = show
  const msgIds: string[] = []
  for (const [index, eventType] of EVENT_TYPES.entries()) {
    screen.line(sentLine(screen.paint, { at: Date.now() - startedAt, message: index + 1, eventType }))
    drawPanel(show)
    const { id } = await stage.api.post<{ id: string }>('/app/demo/msg', { eventType, payload: { number: index + 1 } })
    msgIds.push(id)
    await pause(PAUSE_MS)
  }
  return msgIds
}

async function untilSettled (story: Story, startedAt: number): Promise<boolean> {
  const all = EVENT_TYPES.length * ROLES.length
  while (story.settled() < all && Date.now() - startedAt < WITHIN_MS) await pause(50)
  return story.settled() === all
}

async function conclude ({ screen, story, stage, startedAt }: Show, msgIds: readonly string[], isDone: boolean) {
  const { line, paint, panel } = screen
  const took = durationText(Date.now() - startedAt)
  panel([])
  line('')
  const rows = await readRows(stage, msgIds)
  for (const row of tableOf(paint, rows)) line(row)
  line('')
  const onRecord = rows.reduce((sum, { attempts }) => sum + attempts, 0)
  if (isDone) line(`  Settled after ${took}: ${story.told()} attempts above, ${onRecord} on record in the API.`)
  else line(`  ${paint('red', `Some deliveries are still under way after ${took}.`)}`)
  line(`  Next: ${paint('cyan', `${howCalled()} start`)}, and paste the command that it prints.`)
  line('')
  return rows
}
