import { parentPort, workerData } from 'node:worker_threads'
import { SERVES } from './side-thread-reply.js'

/** The works of a thread by name, each with the function that loads its code. */
export type Works = Record<string, () => Promise<(input: never) => unknown>>

/**
 * Serves the jobs of `createSideThread` in its thread. Does nothing in the process, which loads the module only for its
 * address.
 */
export async function serve (load: () => Promise<Works>): Promise<void> {
  const port = parentPort
  if (workerData !== SERVES || !port) return
  const works = await load()
  async function done (work: string, input: never): Promise<unknown> {
    const run = await works[work]!()
    // The job's time counts from here.
    port!.postMessage({ value: 'begun' })
    return run(input)
  }
  port.on('message', ({ work, input }: { work: string, input: never }) => {
    done(work, input).then(value => { port.postMessage({ value }) }, (error: Error) => { port.postMessage({ problem: error.message }) })
  })
  port.postMessage({ value: 'ready' })
}
