import { loadConfig } from '../../config.js'
import { EXIT } from '../shared/cli-failure.js'
import type { Outcome } from '../shared/new-command.js'
import { dropOnStage, rotateOnStage } from './change-stage-secrets.js'
import { checkStage, type Checked, type StageCheck } from './check-stage-secrets.js'
import { keepFromStage, restoreToStage, type Restored } from './keep-stage-secrets.js'
import { closeStage, openStage, restart, secretsCall, WHICH, type StageSecrets, type Which } from './stage-secrets.js'

/** The words of the command line. */
export interface Asked { action: keyof typeof ACTIONS, file: string | undefined, which: Which | undefined }

/** Does what the command line asks for on a stage, with the usual credentials and region. */
export async function onStage (asked: Asked, stage: string): Promise<Outcome> {
  const on = openStage(stage, loadConfig(), line => process.stderr.write(`${line}\n`))
  try {
    return await ACTIONS[asked.action](on, asked)
  } finally {
    await closeStage(on)
  }
}

const ACTIONS = {
  check: async on => shown(await checkStage(on), on.stage),
  async rotate (on, { which }) {
    await rotateOnStage(on, which!)
    const meanwhile = which === 'jwt' ? 'Tokens of the old secret are accepted too. When all who call have new ones' : 'To end the change'
    return {
      json: { action: 'rotate', which },
      text: `There is a new secret: keep a copy of it (secrets keep). ${meanwhile}, run: ${secretsCall(on.stage, 'drop', which)}`
    }
  },
  async drop (on, { which }) {
    await dropOnStage(on, which!)
    return { json: { action: 'drop', which }, text: 'The second secret is dropped, and functions have forgotten it.' }
  },
  async keep (on, { file }) {
    await keepFromStage(on, file!)
    return {
      json: { action: 'keep', file },
      text: `The secrets are in ${file}. Put it into a vault outside the account, and delete it here. To restore them: ` +
        secretsCall(on.stage, 'restore', '<file>')
    }
  },
  async restore (on, { file, which }) {
    const restored = await restoreToStage(on, file!, which)
    const lines = WHICH.flatMap(one => restored[one] === undefined ? [] : [restoredLine(on, one, restored[one])])
    return { json: restored, text: lines.join('\n') }
  },
  async restart (on, { which }) {
    const restarted = await restart(on, which === undefined ? WHICH : [which])
    return { json: { restarted }, text: `${restarted.join(', ')} read their secrets anew.` }
  }
} satisfies Record<string, (on: StageSecrets, asked: Asked) => Promise<Outcome>>

const RESTORED: Record<Restored, string> = {
  restored: 'restored; functions read it anew',
  same: 'the stage has it already',
  left: 'left as it is: the stage has another one that works'
}

const restoredLine = (on: StageSecrets, which: Which, restored: Restored) =>
  `${which.padEnd(4)} ${RESTORED[restored]}` +
  (restored === 'left' ? `. To replace it: ${secretsCall(on.stage, 'restore', '<file>', which)}` : '')

function shown (found: StageCheck, stage: string): Outcome {
  const all = WHICH.map(which => ({ which, ...found.secrets[which] }))
  const isRight = found.behind.length === 0 && all.every(({ state, change }) => state === 'right' && change !== 'staged')
  const lines = all.map(one => `${one.which.padEnd(4)} ${one.parameter}: ${lineOf(one, stage)}`)
  const late = found.behind.length === 0
    ? []
    : [`${found.behind.join(', ')} may not have read what was written last: ${secretsCall(stage, 'restart')}`]
  return { json: found, text: [...lines, ...late].join('\n'), exitCode: isRight ? EXIT.done : EXIT.failed }
}

function lineOf ({ which, state, change, writtenAt }: Checked & { which: Which }, stage: string): string {
  const restore = secretsCall(stage, 'restore', '<your copy>')
  if (state === 'missing') return `it is missing: ${restore}`
  if (state === 'other') return `it is not the one of the tables: ${restore}`
  const is = state === 'plain' ? 'stored as plain text: replace it by a SecureString' : `there, written ${writtenAt}`
  if (change === 'none') return is
  return change === 'staged'
    ? `${is}; a successor is not in use yet: ${secretsCall(stage, 'rotate', which)} goes on, ` +
      `${secretsCall(stage, 'drop', which)} gives it up`
    : `${is}; the old one is accepted too, until ${secretsCall(stage, 'drop', which)}`
}
