import { parentPort, workerData } from 'node:worker_threads'

/**
 * The thread's end of `schema-checks.ts`: this module is loaded twice, by the process for its address alone, and by the
 * thread to serve. So it stays in a file of its own wherever it is bundled, and what it needs is loaded in the thread only.
 */
export const address = import.meta.url

// The same word as in lib/side-thread, which a thread has no use for otherwise.
if (workerData === 'posthorn.side-thread' && parentPort) await serve(parentPort)

async function serve (port: NonNullable<typeof parentPort>): Promise<void> {
  const { works } = await import('./schema-work.js')
  async function done (work: keyof typeof works, input: never): Promise<unknown> {
    const run = await works[work]()
    // From here on the job's time counts.
    port.postMessage({ value: 'begun' })
    return run(input)
  }
  port.on('message', ({ work, input }: { work: keyof typeof works, input: never }) => {
    done(work, input).then(value => { port.postMessage({ value }) }, (error: Error) => { port.postMessage({ problem: error.message }) })
  })
  port.postMessage({ value: 'ready' })
}
