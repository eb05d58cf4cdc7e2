import { readAll, readersOf, standingOf, stateIn, vaultOf, WHICH, type StageSecrets, type State, type Which } from './stage-secrets.js'

/** Where a secret of a stage stands. */
export interface Checked {
  parameter: string
  state: 'missing' | 'plain' | 'other' | 'right'
  change: State['change']
  /** When the parameter was last written, RFC 3339. */
  writtenAt?: string
}

/** What `secrets check` finds. */
export interface StageCheck {
  secrets: Record<Which, Checked>
  /** The functions that may not have read the secrets since they were last written. */
  behind: string[]
}

/** Looks at the secrets of a stage; shows none, and changes nothing. */
export async function checkStage (on: StageSecrets): Promise<StageCheck> {
  const found = await readAll(on)
  // The tables first: without them there is no such stage.
  const states = { jwt: stateIn(found, on.names.jwt), main: stateIn(found, on.names.main) }
  const isOther = await standingOf(on, vaultOf(states.main ?? NOTHING)) === 'other'
  return {
    secrets: { jwt: checked(on, 'jwt', states.jwt, false), main: checked(on, 'main', states.main, isOther) },
    behind: await behind(on, states)
  }
}

const NOTHING: State = { first: { value: '', isSecret: true, at: 0 }, second: undefined, change: 'none' }

function checked (on: StageSecrets, which: Which, state: State | undefined, isOther: boolean): Checked {
  const parameter = on.names[which]
  if (!state) return { parameter, state: 'missing', change: 'none' }
  const isPlain = !state.first.isSecret || state.second?.isSecret === false
  return {
    parameter,
    state: isOther ? 'other' : isPlain ? 'plain' : 'right',
    change: state.change,
    writtenAt: new Date(state.first.at).toISOString()
  }
}

async function behind (on: StageSecrets, states: Record<Which, State | undefined>): Promise<string[]> {
  const late = new Set<string>()
  for (const which of WHICH) {
    const state = states[which]
    if (!state) continue
    const writtenAt = Math.max(state.first.at, state.second?.at ?? 0)
    for (const name of await readersOf(on, [which])) if (await on.functions.startedAt(name) < writtenAt) late.add(name)
  }
  return [...late]
}
