import { randomInt } from 'node:crypto'

// Preloaded into every test process (`tap` in package.json, `suite.ts`): what tests and the code under test draw from
// Math.random is the same in every run. POSTHORN_TEST_SEED is a number, or `random` for another one in each run.
const FIXED = 1
const asked = process.env.POSTHORN_TEST_SEED ?? String(FIXED)
const seed = asked === 'random' ? randomInt(2, 2 ** 31) : Number(asked)
if (!Number.isInteger(seed)) throw new Error('POSTHORN_TEST_SEED is a whole number, or "random".')
// For the processes that this one starts, and for helpers/chance.ts.
process.env.POSTHORN_TEST_SEED = String(seed)

// mulberry32
let state = seed
/** From the beginning again, for the next file of tests in this process. */
export const sow = () => { state = seed }
Math.random = () => {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}
