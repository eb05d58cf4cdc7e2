import { pad, padLeft, type Paint, type Style } from '../shared/terminal.js'
import { ROLES } from './receiver.js'
import type { Screen } from './screen.js'
import type { Story, Told } from './story.js'

interface Look { word: string, mark: string, style: Style }

const LOOKS: Record<Told['state'], Look> = {
  succeeded: { word: 'delivered', mark: '✓', style: 'green' },
  pending: { word: 'retry', mark: '↻', style: 'yellow' },
  exhausted: { word: 'exhausted', mark: '✗', style: 'red' },
  canceled: { word: 'canceled', mark: '✗', style: 'red' }
}

const SIGNATURE_WIDTH = 12

/** A duration as text, such as `1.23 s` or `45 ms`. */
export const durationText = (ms: number): string => ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`

const seconds = (ms: number) => padLeft(`${(ms / 1000).toFixed(2)} s`, 6)

/** The line for a message that is sent to the API. */
export const sentLine = (paint: Paint, { at, message, eventType }: { at: number, message: number, eventType: string }): string =>
  `  ${paint('dim', seconds(at))}  ${paint('bold', `#${message} ${eventType}`)} sent`

export interface Attempted { told: Told, name: string, at: number, now: number, verified: boolean | undefined }

/** The line for an attempt: time, endpoint, result, and the next attempt. */
export function attemptedLine ({ paint, mark: before }: Screen, { told, name, at, now, verified }: Attempted): string {
  const { word, mark, style } = LOOKS[told.state]
  const answer = told.statusCode === 0 ? 'no connection' : `${told.statusCode} in ${durationText(told.durationMs)}`
  const next = told.nextAt === null ? '' : `again in ${durationText(Math.max(0, told.nextAt - now))}`
  const end = told.state === 'exhausted' ? `${told.attempt} attempts` : next
  const outcome = paint(style, pad(before(mark) + word, before(mark).length + 9))
  const columns = `${pad(answer, 13)} ${signatureText(paint, verified)}  ${paint('dim', end)}`
  return `  ${paint('dim', seconds(at))}  #${told.message} ${pad(name, 7)}  ${outcome}  ${columns}`
}

function signatureText (paint: Paint, verified: boolean | undefined): string {
  if (verified === undefined) return ' '.repeat(SIGNATURE_WIDTH)
  return verified ? paint('cyan', 'signature ok') : paint('red', 'NOT VERIFIED')
}

/** The panel: a row for each endpoint, a mark for each message. */
export function panelOf (
  paint: Paint,
  { story, endpoints, messages }: { story: Story, endpoints: ReadonlyMap<string, string>, messages: number }
): string[] {
  const rows = ROLES.map(({ name, about }) => {
    const states = story.states.get(endpoints.get(name) ?? '')
    const marks = Array.from({ length: messages }, (_, index) => {
      const state = states?.get(index + 1)
      return state ? paint(LOOKS[state].style, LOOKS[state].mark) : paint('dim', '·')
    })
    return `  ${paint('bold', pad(name, 8))} ${marks.join(' ')}   ${paint('dim', about)}`
  })
  return ['', ...rows, '']
}
