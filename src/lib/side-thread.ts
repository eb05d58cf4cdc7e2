import { Worker } from 'node:worker_threads'
import { createLanes } from './lanes.js'
import { SERVES, type Reply } from './side-thread-reply.js'

/**
 * A thread for work that may take long because of what a caller sent. It takes one job at a time, and callers take turns.
 * A job that exceeds its time, or the thread's memory, ends the thread; the next job gets a new one.
 */
export interface SideThread {
  /** What the thread's work of this name makes of the input, which is copied. Rejects with `Unfinished`, or with what the work threw. */
  run: <T>(job: Job) => Promise<T>
}

export interface Job {
  /** Whose job it is: callers take turns. */
  caller: string
  work: string
  input: unknown
  /** How long it may take, without its wait, ms. */
  withinMs: number
}

/** Why a job was not done: `late`, its time was over; `memory`, it took too much of it; `busy`, it waited too long for its turn. */
export class Unfinished extends Error {
  override readonly name = 'Unfinished'
  constructor (readonly reason: 'late' | 'memory' | 'busy') {
    super(`The job was not done: ${reason}.`)
  }
}

export interface SideThreadOptions {
  /** The module that serves the jobs (`serve`); asked for when the first one comes. */
  module: () => Promise<{ address: string }>
  /** The thread's heap, MB. */
  memoryMb: number
  /** How long a job may wait for its turn, ms. */
  patienceMs: number
  now: () => number
}

interface Waiting extends Job { since: number, resolve: (value: unknown) => void, reject: (error: Error) => void }

// About a process's own: what calls itself without end takes the longer to find out, the more there is.
const STACK_MB = 1.25
// A thread that is not there by then never will be, ms.
const START_MS = 60_000

export function createSideThread ({ module, memoryMb, patienceMs, now }: SideThreadOptions): SideThread {
  let worker: Worker | undefined
  const lanes = createLanes<Waiting>({ total: 1, perLane: 1, run: carryOut })

  async function carryOut (job: Waiting): Promise<void> {
    try {
      if (now() - job.since > patienceMs) throw new Unfinished('busy')
      worker ??= await started()
      job.resolve(await answerOf(worker, job))
    } catch (error) {
      job.reject(error as Error)
    }
  }

  async function started (): Promise<Worker> {
    const { address } = await module()
    const fresh = new Worker(new URL(address), {
      workerData: SERVES,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, stackSizeMb: STACK_MB }
    })
    // What goes wrong while no job waits shows in the next one.
    fresh.on('error', () => {}).once('exit', () => { if (worker === fresh) worker = undefined })
    await settled(fresh, START_MS)
    return fresh
  }

  async function answerOf (on: Worker, { work, input, withinMs }: Job): Promise<unknown> {
    // A job keeps the process alive, a thread without one does not.
    on.ref()
    try {
      on.postMessage({ work, input })
      // Two replies: what the work needs is loaded, and what it came to.
      const begun = await settled(on, START_MS)
      const reply = 'problem' in begun ? begun : await settled(on, withinMs)
      if ('problem' in reply) throw new Error(reply.problem)
      return reply.value
    } catch (error) {
      if (error instanceof Unfinished) await ended(on)
      throw error
    } finally {
      on.unref()
    }
  }

  async function ended (on: Worker): Promise<void> {
    worker = undefined
    await on.terminate()
  }

  return {
    run: async <T>(job: Job) => await new Promise<unknown>((resolve, reject) => {
      lanes.push(job.caller, { ...job, since: now(), resolve, reject })
    }) as T
  }
}

/** The next message of a thread; `Unfinished` when it does not come in time, or the thread ends before. */
async function settled (worker: Worker, withinMs: number): Promise<Reply> {
  return await new Promise<Reply>((resolve, reject) => {
    const timer = setTimeout(() => { stop(); reject(new Unfinished('late')) }, withinMs)
    const onMessage = (reply: Reply) => { stop(); resolve(reply) }
    const onError = (error: NodeJS.ErrnoException) => {
      stop()
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Unfinished('memory') : error)
    }
    const onExit = () => { stop(); reject(new Unfinished('memory')) }
    worker.once('message', onMessage).once('error', onError).once('exit', onExit)
    function stop () {
      clearTimeout(timer)
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
    }
  })
}
