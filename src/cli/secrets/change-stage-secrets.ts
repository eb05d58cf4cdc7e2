import { READERS, TIMEOUTS } from '../../facts/functions.js'
import { secondOf } from '../../facts/resource-names.js'
import { MAIN_KEY, renewMainSecret, sealsMainSecret } from '../../repositories/main-secrets.js'
import { resealAll } from '../../repositories/reseal.js'
import { Failure } from '../shared/cli-failure.js'
import { newSecretLike } from './new-secret-like.js'
import { readAll, restart, secretsCall, standingOf, stateOf, vaultOf, type StageSecrets, type State, type Which } from './stage-secrets.js'

/** How long an invocation with the secrets of before can go on. */
export const LAST_MS = Math.max(...Object.values(READERS).flat().map(name => TIMEOUTS[name])) * 1000

/**
 * Gives a secret of a stage a successor; the old one is accepted until it is dropped. Every function knows the successor before the first
 * one uses it. What ended half-way goes on where it stood. Throws a Failure that says what to do, and has then changed nothing.
 */
export async function rotateOnStage (on: StageSecrets, which: Which): Promise<void> {
  const state = await stateOf(on, which)
  if (which === 'main') await refuseOther(on, state)
  if (state.change === 'replaced') return await goOn(on, which, state)
  const name = on.names[which]
  const fresh = state.change === 'staged' ? state.second!.value : newSecretLike(state.first.value)
  if (state.change === 'none') await on.parameters.write(secondOf(name), fresh, [name])
  await spread(on, which)
  // In this order, no secret is missing at any moment that something was sealed with.
  await on.parameters.write(secondOf(name), state.first.value, [name])
  await on.parameters.write(name, fresh, [name])
  await spread(on, which)
  if (which === 'main') await reseal(on)
}

/** The change was made, but perhaps not brought to its end. */
async function goOn (on: StageSecrets, which: Which, state: State): Promise<void> {
  if (which === 'jwt' || await sealsMainSecret(on.db, vaultOf(state))) {
    throw new Failure('An earlier change has not ended. When nothing uses the old secret any more: ' +
      secretsCall(on.stage, 'drop', which))
  }
  await spread(on, which)
  await reseal(on)
}

async function spread (on: StageSecrets, which: Which): Promise<void> {
  await restart(on, [which])
  on.say(`Waiting ${LAST_MS / 1000} s for the last invocation that has read the secrets before …`)
  await on.pause(LAST_MS)
}

/** Encrypts anew what the old main secret encrypted, until nothing of it is left; then the tables belong to the new one. */
async function reseal (on: StageSecrets): Promise<void> {
  const vault = vaultOf(await stateOf(on, 'main'))
  on.say('Encrypting stored secrets anew …')
  let items = 0
  for (;;) {
    const changed = await resealAll(on.db, vault, key => key === MAIN_KEY)
    if (changed === 0) break
    items += changed
  }
  await renewMainSecret(on.db, vault)
  on.say(`${items} items are encrypted anew.`)
}

/**
 * Removes the secret beside the one in use: the old one, or a successor that is not in use yet. Throws a Failure when something is still
 * encrypted with it, or the change has not come so far.
 */
export async function dropOnStage (on: StageSecrets, which: Which): Promise<void> {
  const state = await stateOf(on, which)
  const second = secondOf(on.names[which])
  if (state.change === 'none' && !(await readAll(on)).has(second)) throw new Failure('There is no old secret to drop.')
  if (which === 'main') await refuseWhileUsed(on, state)
  await on.parameters.remove(second)
  await restart(on, [which])
}

async function refuseWhileUsed (on: StageSecrets, state: State): Promise<void> {
  await refuseOther(on, state)
  if (!await sealsMainSecret(on.db, vaultOf(state))) {
    throw new Failure('Stored secrets are still encrypted with the old main secret. To encrypt them anew: ' +
      secretsCall(on.stage, 'rotate', 'main'))
  }
  if (state.change === 'replaced') await reseal(on)
}

async function refuseOther (on: StageSecrets, state: State): Promise<void> {
  if (await standingOf(on, vaultOf(state)) !== 'other') return
  throw new Failure(`The main secret of stage ${on.stage} is not the one of its tables, so nothing is changed: restore it first, by ` +
    secretsCall(on.stage, 'restore', '<your copy>'))
}
