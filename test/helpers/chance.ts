import fc from 'fast-check'
import t from 'tap'
import { createRandom } from '../simulation/random.js'
import './seeded.js'

const FIXED = 1

/** What decides every random value of a test process; a whole number, the same in every run of `npm test`. */
export const SEED = Number(process.env.POSTHORN_TEST_SEED)

fc.configureGlobal({ seed: SEED })
t.comment(`seed ${SEED} (again with: POSTHORN_TEST_SEED=${SEED})`)

/** A stream of this process's seed. */
export const chance = createRandom(SEED)

/** Bytes that do not compress. */
export const noise = (size: number): Buffer<ArrayBuffer> => Buffer.from(chance.bytes(size))

/** How often to try: more where the seed is another one each time, since with a fixed one more runs find the same again. */
export const runs = (fixed: number, roaming: number): number => SEED === FIXED ? fixed : roaming

export { fc }
export type { Arbitrary } from 'fast-check'
