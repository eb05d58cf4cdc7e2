import { parentPort, workerData } from 'node:worker_threads'
import { SERVES } from './side-thread-reply.js'

/** The works of a thread by name, each with what it takes to load it. */
export type Works = Record<string, () => Promise<(input: never) => unknown>>

/** Serves the jobs of `createSideThread`, in its thread; does nothing in the process that only asks for a module's address. */
export async function serve (load: () => Promise<Works>): Promise<void> {
  const port = parentPort
  if (workerData !== SERVES || !port) return
  const works = await load()
  async function done (work: string, input: never): Promise<unknown> {
    const run = await works[work]!()
    // From here on the job's time counts.
    port!.postMessage({ value: 'begun' })
    return run(input)
  }
  port.on('message', ({ work, input }: { work: string, input: never }) => {
    done(work, input).then(value => { port.postMessage({ value }) }, (error: Error) => { port.postMessage({ problem: error.message }) })
  })
  port.postMessage({ value: 'ready' })
}
