import { secondOf } from '../../facts/resource-names.js'
import { createVault } from '../../lib/secret-encryption.js'
import { Failure } from '../shared/cli-failure.js'
import { readCopy, writeCopy, type Copied } from './copied-secrets.js'
import {
  readAll, restart, secretsCall, standingOf, stateIn, stateOf, vaultOf, WHICH, type StageSecrets, type Which
} from './stage-secrets.js'

/** Writes a copy of a stage's secrets into a new file that only its owner can read. */
export async function keepFromStage (on: StageSecrets, path: string): Promise<void> {
  const [jwt, main] = [await stateOf(on, 'jwt'), await stateOf(on, 'main')]
  if (await standingOf(on, vaultOf(main)) === 'other') {
    throw new Failure(`The main secret of stage ${on.stage} is not the one of its tables: a copy of it would be worth nothing. ` +
      `Restore the right one: ${secretsCall(on.stage, 'restore', '<an older copy>')}`)
  }
  await writeCopy(path, {
    jwtSecret: jwt.first.value, mainSecret: main.first.value,
    ...jwt.second && { jwtSecretSecond: jwt.second.value }, ...main.second && { mainSecretSecond: main.second.value }
  })
}

/** What became of a secret: `same`: the stage has it already; `left`: it has another one, which is not wrong. */
export type Restored = 'restored' | 'same' | 'left'

/**
 * Restores secrets from a copy: the main secret where it is missing or not that of the tables, the JWT secret where it is missing, and one
 * that is asked for in any case. Then functions read them anew. Throws a Failure before anything is changed when the copy is of another
 * stage: its main secret does not open what the tables hold.
 */
export async function restoreToStage (on: StageSecrets, path: string, asked?: Which): Promise<Partial<Record<Which, Restored>>> {
  const copied = await readCopy(path)
  await refuseForeign(on, copied, path)
  if (asked !== undefined && copied[`${asked}Secret`] === undefined) throw new Failure(`${path} has no ${asked}Secret.`)
  const restored: Partial<Record<Which, Restored>> = {}
  for (const which of WHICH) {
    const value = copied[`${which}Secret`]
    if (value === undefined || (asked !== undefined && asked !== which)) continue
    restored[which] = await restoreOne(on, which, { value, second: copied[`${which}SecretSecond`], isAsked: asked === which })
  }
  const changed = WHICH.filter(which => restored[which] === 'restored')
  if (changed.length > 0) await restart(on, changed)
  return restored
}

async function refuseForeign (on: StageSecrets, { mainSecret, mainSecretSecond }: Copied, path: string): Promise<void> {
  if (mainSecret === undefined) return
  const standing = await standingOf(on, createVault(mainSecret, mainSecretSecond))
  if (standing !== 'other') return
  throw new Failure(`The main secret in ${path} is not that of stage ${on.stage}: it does not open what its tables hold. It may be of ` +
    'another stage, or older than the last rotation. Nothing was changed.')
}

interface One { value: string, second: string | undefined, isAsked: boolean }

async function restoreOne (on: StageSecrets, which: Which, { value, second, isAsked }: One): Promise<Restored> {
  const all = await readAll(on)
  const name = on.names[which]
  const state = stateIn(all, name)
  const like = WHICH.map(one => on.names[one])
  if (state?.first.value === value) return 'same'
  if (state && !isAsked && (which === 'jwt' || await standingOf(on, vaultOf(state)) !== 'other')) return 'left'
  // What was sealed meanwhile with the secret that is replaced stays readable.
  const beside = second ?? (which === 'main' ? state?.first.value : undefined)
  if (beside !== undefined && !all.has(secondOf(name))) await on.parameters.write(secondOf(name), beside, like)
  await on.parameters.write(name, value, like)
  return 'restored'
}
