import type { Outcome } from '../shared/new-command.js'
import { EXIT } from '../shared/cli-failure.js'
import type { Paint } from '../shared/terminal.js'

export type Kind = 'event type' | 'settings' | 'application' | 'endpoint'
export type Action = 'created' | 'updated' | 'same' | 'refused'

export interface Item { kind: Kind, name: string, action: Action, fields?: string[], reason?: string }

/** What a migration did, or would do, and what could not come. */
export interface Report {
  isDryRun: boolean
  items: Item[]
  /** What has no place here or cannot be read there, a sentence each. */
  left: string[]
}

const KINDS: readonly Kind[] = ['event type', 'settings', 'application', 'endpoint']
const ACTIONS: readonly Action[] = ['created', 'updated', 'same', 'refused']

/** The report as a command leaves it behind; what the server refused makes it a failure. */
export function outcomeOf ({ isDryRun, items, left }: Report): Outcome {
  const counts = Object.fromEntries(KINDS.map(kind => [kind, countOf(items, kind)]))
  const refused = items.filter(({ action }) => action === 'refused')
  return {
    json: { dryRun: isDryRun, counts, changes: items.filter(({ action }) => action !== 'same'), left },
    text: paint => textOf({ isDryRun, items, left }, paint),
    exitCode: refused.length > 0 ? EXIT.failed : EXIT.done
  }
}

const countOf = (items: readonly Item[], kind: Kind) =>
  Object.fromEntries(ACTIONS.map(action => [action, items.filter(one => one.kind === kind && one.action === action).length]))

function textOf ({ isDryRun, items, left }: Report, paint: Paint): string {
  const changes = items.filter(({ action }) => action !== 'same').map(({ kind, name, action, fields, reason }) => {
    const why = reason ?? (action === 'updated' ? fields?.join(', ') : undefined)
    return `  ${paint(action === 'refused' ? 'red' : 'green', action)} ${kind} ${name}${why === undefined ? '' : `: ${why}`}`
  })
  const sums = KINDS.map(kind => {
    const counts = countOf(items, kind)
    return `  ${kind}: ${ACTIONS.map(action => `${counts[action]} ${action}`).join(', ')}`
  })
  return [
    isDryRun ? 'A dry run: nothing was changed. This is what would be done.' : 'Done.', ...changes, '', ...sums,
    ...left.length > 0 ? ['', 'What could not come:', ...left.map(one => `  ${one}`)] : []
  ].join('\n')
}
