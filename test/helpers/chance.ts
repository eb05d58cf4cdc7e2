import fc from 'fast-check'
import t from 'tap'
import { createRandom, type Random } from '../simulation/random.js'
import { forEachFile } from './current-file.js'
import './seeded.js'

const FIXED = 1

/** The seed of all random values of a test process; a whole number, the same in every run of `npm test`. */
export const SEED = Number(process.env.POSTHORN_TEST_SEED)

fc.configureGlobal({ seed: SEED })

let random = createRandom(SEED)
forEachFile(() => {
  random = createRandom(SEED)
  t.comment(`seed ${SEED} (again with: POSTHORN_TEST_SEED=${SEED})`)
})

/** A stream of random numbers from this process's seed. It begins again with each file. */
export const chance: Random = {
  next: () => random.next(),
  integer: (from, to) => random.integer(from, to),
  chance: probability => random.chance(probability),
  pick: choices => random.pick(choices),
  bytes: size => random.bytes(size),
  fork: label => random.fork(label)
}

/** Bytes that do not compress. */
export const noise = (size: number): Buffer<ArrayBuffer> => Buffer.from(chance.bytes(size))

/** The number of tries: more with random seeds, because with a fixed seed more tries find the same again. */
export const runs = (fixed: number, roaming: number): number => SEED === FIXED ? fixed : roaming

export { fc }
export type { Arbitrary } from 'fast-check'
